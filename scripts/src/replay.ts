import { Command, InvalidArgumentError } from 'commander';
import { runCommand } from './command.js';
import { localService } from './replay/operator-client.js';
import { listReplays, oneReplay, runReplay, type ReplayIo, type RunOptions } from './replay/replays.js';

interface Shown {
  readonly json: boolean;
}

const program = new Command('replay').description(
  'Hands events of the archive to one consumer again, never to the topic. What the consumer handled in the last 24 hours, it drops.',
);
program
  .command('run', { isDefault: true })
  .description('start a replay on the running local stack and wait for its end')
  .requiredOption('--consumer <service>', 'who is handed the events')
  .option('--topic <topic...>', 'of these topics; else all it listens to')
  .option('--from <time>', 'from this moment on: a date, or RFC 3339 in UTC')
  .option('--to <time>', 'up to, and without, this moment; else up to now')
  .option('--order <id>', 'of this order')
  .option('--correlation <id>', 'of this correlation id')
  .option('--subject <id>', 'of this subject')
  .option('--dry-run', 'only count what would be handed in', false)
  .option('--no-wait', 'end once the replay is accepted')
  .option('--json', 'print one JSON object', false)
  .action((options: RunOptions) => run((io) => runReplay(io, options)));
program
  .command('list')
  .description('newest first')
  .option('--limit <n>', 'how many', positive, 20)
  .option('--json', 'print a JSON array', false)
  .action(({ limit, json }: Shown & { readonly limit: number }) => run((io) => listReplays(io, limit, json)));
for (const [what, meaning] of [
  ['show', 'how a replay stands'],
  ['cancel', 'stop a replay; it can go on later'],
  ['resume', 'let a cancelled or failed replay go on where it was'],
] as const) {
  program
    .command(`${what} <id>`)
    .description(meaning)
    .option('--json', 'print one JSON object', false)
    .action((id: string, { json }: Shown) => run((io) => oneReplay(io, what, id, json)));
}
program.parse();

/** A replay lives in audit: interrupting the command ends the waiting, not the replay. */
function run(work: (io: ReplayIo) => Promise<number>): void {
  runCommand((onStoppable) => {
    let running: string | undefined;
    onStoppable(() => {
      if (running !== undefined) process.stderr.write(`The replay goes on; stop it with: npm run replay -- cancel ${running}\n`);
      return Promise.resolve();
    });
    return work({
      audit: localService('audit'),
      answer: (text) => process.stdout.write(`${text}\n`),
      progress: (text) => process.stderr.write(`${text}\n`),
      running: (id) => (running = id),
    });
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
