import { resolve } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { runCommand, type OnStoppable } from './command.js';
import { externalServers, refuseReset } from './external.js';
import { createProgress, type Progress } from './progress.js';
import { createSalesClient } from './sales-client.js';
import { stackDirectory } from './stack/paths.js';
import { createStack, type Stack } from './stack/stack.js';
import { endStack } from './stack/throwaway.js';
import { parseOffset } from './stack-arguments.js';
import { waitFor } from './wait.js';

interface StartOptions {
  readonly reset: boolean;
  readonly portOffset: number;
  readonly sample: boolean;
  readonly dataDir: string;
  readonly observe: boolean;
  readonly alertsTo?: string;
}

const program = new Command('start')
  .description('Starts every service with its sidecar, and all they need, from dapr.yaml. Ctrl-C stops everything; the data stays.')
  .option('--reset', 'start empty: delete the data of the last runs first', false)
  .option('--port-offset <n>', 'add this to every port', parseOffset, 0)
  .option('--data-dir <folder>', 'keep data, logs and secrets there', stackDirectory('local'))
  .option('--observe', 'run Prometheus, Alertmanager, the stream-lag exporter and a trace viewer beside it', false)
  .option('--alerts-to <url>', 'with --observe: post alerts to <url>/pager and <url>/chat')
  .option('--no-sample', 'place no sample sale')
  .addHelpText('after', '\nREDIS_URL and DATABASE_URL (an administrator) point at servers that run already, instead of own ones.')
  .parse();

runCommand((onStoppable) => start(program.opts<StartOptions>(), onStoppable));

async function start(options: StartOptions, onStoppable: OnStoppable): Promise<number> {
  const external = externalServers(process.env);
  const directory = resolve(options.dataDir);
  const progress = createProgress();
  if (options.reset) {
    refuseReset(external);
    await progress.step('Reset', () => endStack(directory));
  }
  const observe = options.observe && { postAlertsTo: options.alertsTo };
  const stack = await createStack({
    ...{ name: 'local', dataDir: directory, offset: options.portOffset, inbox: true },
    ...{ observe, external, progress, onStoppable },
  });
  process.stdout.write(`\n${overview(stack)}\n\n`);
  if (options.sample) await sampleSale(stack, progress);
  process.stdout.write(`${nextSteps(stack)}\n`);
  // Until a signal ends it all.
  return new Promise(() => undefined);
}

function overview(stack: Stack): string {
  const table = new Table({ head: ['service', 'URL', 'sidecar', 'state'], style: { head: [], border: [] } });
  for (const { topology, app, sidecar } of stack.services) {
    table.push([topology.appID, app.url, sidecar.url, app.running && sidecar.running ? 'ready' : 'down']);
  }
  if (stack.inbox !== undefined) table.push(['inbox (mails)', stack.inbox.url, '', stack.inbox.running ? 'ready' : 'down']);
  for (const { name, url, running } of stack.observers) table.push([name, url, '', running ? 'ready' : 'down']);
  return table.toString();
}

async function sampleSale(stack: Stack, progress: Progress): Promise<void> {
  const client = createSalesClient({ checkout: stack.app('checkout').url, orders: stack.app('orders').url });
  try {
    const buy = () =>
      client.placeSale('sample-customer', [
        { sku: 'TEA-GREEN-100', quantity: 2 },
        { sku: 'MUG-BLUE', quantity: 1 },
      ]);
    const sale = await progress.step('A sample sale at checkout', buy, ({ orderNumber }) => `order ${orderNumber}, paid`);
    const arrive = () => waitFor('orders has not recorded the sample sale', () => client.findOrder(sale.orderId), { timeoutMs: 30_000 });
    await progress.step('Its order in orders', arrive, () => `${stack.app('orders').url}/orders/${sale.orderId}`);
  } finally {
    await client.close();
  }
}

function nextSteps(stack: Stack): string {
  const checkout = stack.app('checkout').url;
  return [
    '',
    'Try next:',
    `  curl ${checkout}/products`,
    `  curl '${stack.app('orders').url}/orders?customerId=sample-customer'`,
    ...(stack.inbox === undefined ? [] : [`  open ${stack.inbox.url}                  the mails to the customers`]),
    '  npm run demo -- --orders 200        sales by many customers on a stack of its own, books checked',
    '  npm test -- unit                    the fast tests',
    `Logs: ${stack.directory}/logs   Secrets and addresses: ${stack.envFile}`,
    'Ctrl-C stops everything and keeps the data; npm start -- --reset starts empty.',
  ].join('\n');
}
