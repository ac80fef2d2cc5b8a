import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import { benchConsume, type ConsumeResult } from './bench/consume.js';
import { runCommand, type OnStoppable } from './command.js';
import { createProgress } from './progress.js';
import { deleteStackData, sweepThrowaways, throwawayDirectory } from './stack/throwaway.js';

interface BenchOptions {
  readonly suite: 'consume';
  readonly rounds: number;
  readonly events: number;
  readonly json: boolean;
}

const program = new Command('bench')
  .description('Measures a path of the platform beside its usual peer, in interleaved rounds of one run on a stack of its own.')
  .addOption(new Option('--suite <name>', 'what to measure').choices(['consume']).default('consume'))
  .option('--rounds <n>', 'rounds that count', positive, 5)
  .option('--events <n>', 'events a round for ours; the peer gets a fifth', positive, 10_000)
  .option('--json', 'print one JSON object instead of a table', false)
  .parse();

runCommand((onStoppable) => bench(program.opts<BenchOptions>(), onStoppable));

async function bench(options: BenchOptions, onStoppable: OnStoppable): Promise<number> {
  const progress = createProgress(process.stderr);
  await sweepThrowaways('demo');
  const directory = throwawayDirectory('demo');
  let stop: () => Promise<void> = () => Promise.resolve();
  const end = async (): Promise<void> => {
    await stop();
    deleteStackData(directory);
  };
  onStoppable(end);
  const { rounds, events } = options;
  const result = await benchConsume({ directory, rounds, events, progress, onStoppable: (given) => (stop = given) });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${tableOf(result)}\n`);
  return 0;
}

function tableOf(result: ConsumeResult): string {
  const table = new Table({ head: ['events/s', 'median', 'lowest', 'highest'], style: { head: [], border: [] } });
  for (const side of [result.ours, result.peer]) table.push([side.name, side.median, side.lowest, side.highest]);
  return `${table.toString()}\nRatio, median of the rounds: ${result.ratio} ×`;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('it must be a whole number above 0');
}
