import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createOrdersApi, type OrdersApi } from '../../../scripts/src/order-demo/orders-api.js';
import { findCommand } from '../../../scripts/src/stack/find-command.js';
import { parseTopology, projectRoot } from '../../../scripts/src/stack/index.js';
import { openShop, type Shop } from './shop.js';

/** The app id of the example. */
export const GO_CONSUMER = 'go-consumer';
/** Whether the example can be built here. */
export const hasGo = findCommand('go') !== undefined;

/** One line of the example's seen.log or dead-letters.log. */
export interface Line {
  readonly topic: string;
  readonly id?: string;
  readonly order?: string;
  readonly reason?: string;
  readonly event?: { readonly id: string };
}

/** What orders put into its outbox. */
export type StoredEvent = Record<string, unknown> & { readonly id: string; readonly data: Record<string, unknown> };

/** The services an order passes, the archive, and the example beside them. */
export interface GoConsumerShop {
  readonly shop: Shop;
  readonly api: OrdersApi;
  lines(file: 'seen' | 'dead-letters'): readonly Line[];
  stats(): Promise<Record<string, unknown>>;
  /** The events orders has published on a topic. */
  published(topic: string): Promise<readonly StoredEvent[]>;
  close(): Promise<void>;
}

const folder = join(projectRoot, 'examples', GO_CONSUMER);
const services = ['audit', 'customers', 'fraud', 'orders', 'payment', 'pricing', 'shipping', 'warehouse', GO_CONSUMER];

/** Builds the example and brings up the project's topology with its entry added. */
export async function openGoConsumerShop(): Promise<GoConsumerShop> {
  await runGo('build', '-buildvcs=false', '-o', join(projectRoot, '.sidecart', 'tools', GO_CONSUMER), '.');
  const scratch = mkdtempSync(join(tmpdir(), 'sidecart-go-'));
  const data = join(scratch, 'data');
  const shop = await openShop({ services, topologyFile: writeTopology(scratch), appEnv: { [GO_CONSUMER]: { DATA_DIR: data } } });
  const api = createOrdersApi(shop.stack);
  return {
    shop,
    api,
    lines: (file) => {
      const path = join(data, `${file}.log`);
      const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
    },
    stats: async () => (await shop.http(GO_CONSUMER, 'GET', '/stats')).body,
    published: async (topic) => {
      const sql = 'select event from platform.outbox_events where topic = $1 and sent_at is not null';
      return (await shop.rows<{ event: StoredEvent }>('orders', sql, [topic])).map(({ event }) => event);
    },
    close: async () => {
      await api.close();
      await shop.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Runs a Go command in the example's folder; resolves to what it printed. Go's own cache makes the second time quick. */
export async function runGo(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
  return (await promisify(execFile)('go', args, { cwd: folder, env })).stdout;
}

/** The project's dapr.yaml with the example's entry at its end, and nothing else. */
function writeTopology(scratch: string): string {
  const own = join(projectRoot, 'dapr.yaml');
  const entry = readFileSync(join(folder, 'app.yaml'), 'utf8').replace(/^(?=.)/gm, '  ');
  const text = readFileSync(own, 'utf8');
  const path = join(scratch, 'dapr.yaml');
  // Who has tried the example may have it in there already.
  const topology = parseTopology(text.includes(`appID: ${GO_CONSUMER}`) ? text : text + entry, own);
  // A YAML file may be written as JSON; the paths in it are absolute.
  writeFileSync(path, JSON.stringify({ version: 1, ...topology }));
  return path;
}
