import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import { isBalanced, judge, readBooks, readRecorded, type Books, type Verdict } from './books.js';
import { runCommand, type OnStoppable } from './command.js';
import { demoOrders } from './order-demo/demo-orders.js';
import { paths, type PathName } from './order-demo/orders-api.js';
import { scenarios, type FaultName } from './order-demo/scenarios.js';
import { createProgress, type Progress } from './progress.js';
import { createSalesClient, type PlacedSale } from './sales-client.js';
import { createStack, type Stack } from './stack/stack.js';
import { deleteStackData, sweepThrowaways, throwawayDirectory } from './stack/throwaway.js';
import { waitFor } from './wait.js';

interface DemoOptions {
  readonly orders: number;
  readonly customers: number;
  readonly path?: PathName;
  readonly fault: FaultName;
  readonly json: boolean;
}

const SKUS = ['TEA-GREEN-100', 'MUG-BLUE', 'COFFEE-250'] as const;

const program = new Command('demo')
  .description(
    'Sells on a stack of its own, waits until all is done, and checks the books. Without --path: sales at the checkout, until each is recorded.',
  )
  .addOption(new Option('--path <path>', 'place orders instead, processed this way').choices(paths))
  .addOption(new Option('--fault <fault>', 'the trouble to make, with --path').choices(Object.keys(scenarios)).default('none'))
  .option('--orders <n>', 'how many sales or orders', positive, 50)
  .option('--customers <n>', 'how many customers buy at the same time', positive, 8)
  .option('--json', 'print one JSON object instead of a table', false)
  .addHelpText('after', ['', 'Troubles:', ...Object.entries(scenarios).map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`)].join('\n'))
  .parse();

const options = program.opts<DemoOptions>();
if (options.path === undefined && options.fault !== 'none') program.error("error: option '--fault' needs '--path'");
runCommand((onStoppable) => {
  const { path } = options;
  return path === undefined ? demo(options, onStoppable) : demoOrders({ ...options, path }, onStoppable);
});

async function demo(options: DemoOptions, onStoppable: OnStoppable): Promise<number> {
  // With --json, stdout carries the answer alone.
  const progress = createProgress(options.json ? process.stderr : process.stdout);
  await sweepThrowaways('demo');
  const directory = throwawayDirectory('demo');
  let stack: { stop(): Promise<void> } | undefined;
  onStoppable(async () => {
    await stack?.stop();
    deleteStackData(directory);
  });
  const running = await createStack({
    name: `demo-${process.pid}`,
    dataDir: directory,
    offset: 'free',
    progress,
    onStoppable: (stop) => (stack = { stop }),
  });
  const { verdict, books } = await sell(running, options, progress);
  const balanced = isBalanced(verdict, books);
  print(options, verdict, books, balanced);
  return balanced ? 0 : 1;
}

async function sell(stack: Stack, options: DemoOptions, progress: Progress): Promise<{ verdict: Verdict; books: Books }> {
  const urls = { checkout: stack.databaseUrl('checkout'), orders: stack.databaseUrl('orders'), payment: stack.databaseUrl('payment') };
  const placed = await progress.step(
    'Sales placed',
    () => placeSales(stack, options),
    (sales) => `${sales.length} by ${options.customers} customers`,
  );
  const ids = placed.map((sale) => sale.orderId);
  const arrived = async (): Promise<boolean> => (await readRecorded(urls.orders, ids)).size === ids.length;
  // A sale that does not arrive is for the books to tell.
  const wait = (): Promise<unknown> => waitFor('every sale recorded', arrived, { timeoutMs: 60_000, everyMs: 100 }).catch(() => undefined);
  await progress.step('Sales recorded by orders', wait);
  const books = await readBooks(urls, placed);
  return { verdict: judge(placed, books), books };
}

async function placeSales(stack: Stack, options: DemoOptions): Promise<PlacedSale[]> {
  const client = createSalesClient({ checkout: stack.app('checkout').url, orders: stack.app('orders').url });
  const placed: PlacedSale[] = [];
  let next = 0;
  const buyer = async (customer: string): Promise<void> => {
    for (let number = next++; number < options.orders; number = next++) {
      const sku = SKUS[number % SKUS.length] ?? SKUS[0];
      placed.push(await client.placeSale(customer, [{ sku, quantity: 1 + (number % 3) }]));
    }
  };
  await Promise.all(Array.from({ length: options.customers }, (_, index) => buyer(`customer-${index + 1}`)));
  await client.close();
  return placed;
}

function print(options: DemoOptions, verdict: Verdict, books: Books, balanced: boolean): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
    return;
  }
  const table = new Table({
    head: ['placed', 'sales', 'captured', 'orders', 'duplicates', 'lost', 'p50 ms', 'p99 ms'],
    style: { head: [], border: [] },
  });
  table.push([verdict.placed, books.sales, books.captured, books.orders, verdict.duplicates, verdict.lost, verdict.p50Ms, verdict.p99Ms]);
  process.stdout.write(`${table.toString()}\n${balanced ? 'The books balance.' : 'The books do NOT balance.'}\n`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
