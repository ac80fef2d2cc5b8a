import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../packages/platform/src/testing/index.js';
import { hurryRules } from '../../../scripts/src/observe/rule-files.js';
import { projectRoot, type StackOptions } from '../../../scripts/src/stack/index.js';
import { openDesk, type Desk } from '../support/desk.js';
import { openShop, type Shop } from '../support/shop.js';

/** One value of one series. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Alertmanager told a receiver, once. */
export interface Notice {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** A shop with a Prometheus that scrapes all of it, and an Alertmanager that tells the test. */
export interface WatchedShop {
  readonly shop: Shop;
  readonly desk: Desk;
  /** Asks Prometheus; rejects when the query is not valid. */
  query(promql: string): Promise<readonly Sample[]>;
  /** Every name of a metric that Prometheus has ever seen. */
  metricNames(): Promise<ReadonlySet<string>>;
  /** Resolves once Prometheus has looked at everything again. */
  scraped(): Promise<void>;
  /** What Alertmanager has sent, by receiver, in its order; `path` is what it was posted to. */
  readonly notices: readonly (Notice & { readonly path: string })[];
  close(): Promise<void>;
}

/** All times of rules and routes are so many times shorter, all limits those of the files. */
export const PACE = 15;
const EVERY_SECONDS = 4;

/** Brings up a whole shop with the real rules at a quicker pace. */
export async function openWatchedShop(options: Partial<StackOptions> = {}): Promise<WatchedShop> {
  const folder = mkdtempSync(join(tmpdir(), 'sidecart-rules-'));
  hurryRules(join(projectRoot, 'monitoring', 'rules'), folder, PACE);
  const notices: (Notice & { path: string })[] = [];
  const receiver = await listen((path, body) => notices.push({ ...(JSON.parse(body) as Notice), path }));
  const postAlertsTo = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const observe = { parts: ['stream-lag', 'alertmanager', 'prometheus'] as const, rules: join(folder, '*.yaml'), everySeconds: EVERY_SECONDS };
  const shop = await openShop({ ...options, observe: { ...observe, pace: PACE, postAlertsTo } });
  const prometheus = shop.stack.observers.find(({ name }) => name === 'prometheus')!.url;
  const ask = async <Data>(path: string): Promise<Data> => {
    const answer = (await (await fetch(`${prometheus}/api/v1/${path}`)).json()) as { status: string; error?: string; data: Data };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  };
  const query: WatchedShop['query'] = async (promql) => {
    const { result } = await ask<{ result: { metric: Sample['metric']; value: [number, string] }[] }>(`query?query=${encodeURIComponent(promql)}`);
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  };
  return {
    ...{ shop, desk: openDesk(shop), query, notices },
    metricNames: async () => new Set(await ask<string[]>('label/__name__/values')),
    scraped: async () => {
      const since = Date.now() / 1_000;
      await eventually(async () => (await query('min(timestamp(up))'))[0]!.value > since, { timeoutMs: 60_000, everyMs: 500 });
    },
    close: async () => {
      await shop.close();
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listen(take: (path: string, body: string) => void): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      take(request.url ?? '', body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
