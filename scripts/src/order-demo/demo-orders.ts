import Table from 'cli-table3';
import type { OnStoppable } from '../command.js';
import { createProgress, type Progress } from '../progress.js';
import { createStack, type Stack } from '../stack/index.js';
import { deleteStackData, sweepThrowaways, throwawayDirectory } from '../stack/throwaway.js';
import { waitFor } from '../wait.js';
import { isSettled, judgeOrders, readOrderBooks, type OrderVerdict } from './order-books.js';
import { createOrdersApi, type OrdersApi, type PathName, type PlacedOrder } from './orders-api.js';
import { scenarios, type FaultName, type Scenario } from './scenarios.js';

/** What is shown. */
export interface OrderDemoOptions {
  readonly path: PathName;
  readonly fault: FaultName;
  readonly orders: number;
  readonly customers: number;
  readonly json: boolean;
}

const PATIENCE_MS = 180_000;

/** Places orders on a stack of its own, waits until each has come to its end, and checks the books; resolves to the exit code. */
export async function demoOrders(options: OrderDemoOptions, onStoppable: OnStoppable): Promise<number> {
  const progress = createProgress(options.json ? process.stderr : process.stdout);
  await sweepThrowaways('demo');
  const directory = throwawayDirectory('demo');
  let stopping: { stop(): Promise<void> } | undefined;
  onStoppable(async () => {
    await stopping?.stop();
    deleteStackData(directory);
  });
  const scenario: Scenario = scenarios[options.fault];
  const stack = await createStack({
    ...{ name: `demo-${process.pid}`, dataDir: directory, offset: 'free', progress },
    ...(scenario.appEnv === undefined ? {} : { appEnv: scenario.appEnv }),
    onStoppable: (stop) => (stopping = { stop }),
  });
  const api = createOrdersApi(stack);
  const verdict = await run(stack, api, scenario, options, progress);
  await api.close();
  print(options, verdict);
  return isSettled(verdict) ? 0 : 1;
}

async function run(stack: Stack, api: OrdersApi, scenario: Scenario, options: OrderDemoOptions, progress: Progress): Promise<OrderVerdict> {
  await progress.step(`Orders take the path ${options.path}`, () => api.choosePath(options.path));
  await progress.step(`Trouble: ${scenario.summary}`, () => scenario.make(api));
  const placed = await progress.step(
    'Orders placed',
    () => placeOrders(api, scenario, options),
    ({ length }) => `${length} by ${options.customers} customers`,
  );
  const urls = { orders: stack.databaseUrl('orders'), payment: stack.databaseUrl('payment'), warehouse: stack.databaseUrl('warehouse') };
  const ids = placed.map(({ orderId }) => orderId);
  const judge = async (): Promise<OrderVerdict> => judgeOrders(placed, await readOrderBooks(urls, ids), await api.warehouseDrift());
  const settled = async (): Promise<boolean> => isSettled(await judge());
  // What does not settle is for the verdict to tell.
  const wait = (): Promise<unknown> => waitFor('every order at its end', settled, { timeoutMs: PATIENCE_MS, everyMs: 250 }).catch(() => undefined);
  await progress.step('Orders at their end', wait);
  return judge();
}

async function placeOrders(api: OrdersApi, scenario: Scenario, { orders, customers }: OrderDemoOptions): Promise<PlacedOrder[]> {
  const placed: PlacedOrder[] = [];
  let next = 0;
  const buyer = async (customer: string): Promise<void> => {
    for (let number = next++; number < orders; number = next++) placed.push(await api.place(customer, scenario.lines(number)));
  };
  await Promise.all(Array.from({ length: customers }, (_, index) => buyer(`customer-${index + 1}`)));
  return placed;
}

function print({ json }: OrderDemoOptions, verdict: OrderVerdict): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
    return;
  }
  const { reasons, stuckOrders, ...counts } = verdict;
  const table = new Table({ head: Object.keys(counts), style: { head: [], border: [] } });
  table.push(Object.values(counts));
  const sentence = isSettled(verdict)
    ? 'Every order is at its end, no payment without an order, no piece lost.'
    : 'Something is NOT as it should be.';
  const why = Object.entries(reasons).map(([reason, count]) => `${count} × ${reason}\n`);
  const stuck = stuckOrders.map((id) => `stuck: ${id}\n`);
  process.stdout.write(`${table.toString()}\n${[...why, ...stuck].join('')}${sentence}\n`);
}
