import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { request } from 'undici';
import { SetupError } from './errors.js';
import { runCommand } from './command.js';
import { projectRoot, stackDirectory } from './stack/paths.js';
import { readTopology } from './stack/topology.js';

interface Letter {
  readonly id: string;
  readonly topic: string;
  readonly eventId: string | null;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  readonly createdAt: string;
}

interface Page {
  readonly total: number;
  readonly items: readonly Letter[];
  readonly nextCursor: string | null;
}

const PATH = '/admin/dead-letters';
const PAGE = 100;

const program = new Command('dead-letters').description(
  'Lists, shows, redrives or discards the dead letters of a service of the running local stack.',
);
program
  .command('list <service>')
  .description('newest first')
  .action((service: string) => run(() => list(service)));
program
  .command('show <service> <id>')
  .description('one letter with its untouched event')
  .action((service: string, id: string) => run(() => show(service, id)));
program
  .command('redrive <service> <id>')
  .description('hand the event to its handler again, with all attempts anew')
  .action((service: string, id: string) => run(() => act(service, 'POST', `${PATH}/${id}/redrive`, 'redriven')));
program
  .command('discard <service> <id>')
  .description('remove the letter for good')
  .action((service: string, id: string) => run(() => act(service, 'DELETE', `${PATH}/${id}`, 'discarded')));
program.parse();

function run(work: () => Promise<number>): void {
  runCommand(work);
}

async function list(service: string): Promise<number> {
  let cursor: string | null = null;
  const letters: Letter[] = [];
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page = (await call(service, 'GET', `${PATH}?limit=${PAGE}${query}`)) as Page;
    letters.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  if (letters.length === 0) {
    process.stdout.write(`${service} has no dead letters.\n`);
    return 0;
  }
  const table = new Table({
    head: ['id', 'topic', 'reason', 'attempts', 'since', 'detail'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, 60],
    wordWrap: true,
  });
  for (const { id, topic, reason, attempts, createdAt, detail } of letters) table.push([id, topic, reason, attempts, createdAt, detail]);
  process.stdout.write(`${table.toString()}\n`);
  return 0;
}

async function show(service: string, id: string): Promise<number> {
  process.stdout.write(`${JSON.stringify(await call(service, 'GET', `${PATH}/${id}`), null, 2)}\n`);
  return 0;
}

async function act(service: string, method: 'POST' | 'DELETE', path: string, done: string): Promise<number> {
  await call(service, method, path);
  process.stdout.write(`${done}\n`);
  return 0;
}

async function call(service: string, method: 'GET' | 'POST' | 'DELETE', path: string): Promise<unknown> {
  const app = readTopology(join(projectRoot, 'dapr.yaml')).apps.find(({ appID }) => appID === service);
  if (app === undefined) throw new SetupError(`There is no service ${service} in dapr.yaml.`);
  const url = `http://127.0.0.1:${app.appPort}${path}`;
  const answer = await request(url, { method, headers: { authorization: `Bearer ${adminToken()}` } }).catch(() => {
    throw new SetupError(`${service} does not answer on port ${app.appPort}; start the stack with npm start.`);
  });
  const text = await answer.body.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (answer.statusCode < 300) return body;
  throw new SetupError((body as { detail?: string } | undefined)?.detail ?? `${service} answered ${answer.statusCode}`);
}

/** The token the stack was started with; it is in the file that `npm start` and `npm run infra` write. */
function adminToken(): string {
  const file = join(stackDirectory('local'), 'stack.env');
  try {
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .find((candidate) => candidate.startsWith('ADMIN_TOKEN='));
    if (line !== undefined) return line.slice('ADMIN_TOKEN='.length).replace(/^['"]|['"]$/g, '');
  } catch {
    // Told below.
  }
  throw new SetupError(`There is no running stack's ${file}; start the stack with npm start.`);
}
