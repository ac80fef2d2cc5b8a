import { join } from 'node:path';
import { Client } from 'pg';
import { Pool } from 'undici';
import type { Progress } from '../progress.js';
import { projectRoot } from '../stack/paths.js';
import { createStack, type Stack } from '../stack/stack.js';
import { waitFor } from '../wait.js';
import { saleEvent } from './events.js';
import { TABLES } from './tables.js';

/** What the suite is to do. */
export interface ConsumeSettings {
  readonly directory: string;
  readonly rounds: number;
  /** Events a round for ours; the peer gets a fifth, which takes it as long. */
  readonly events: number;
  readonly progress: Progress;
  readonly onStoppable: (stop: () => Promise<void>) => void;
}

/** One side's figures, events a second. */
export interface SideResult {
  readonly name: string;
  readonly rounds: readonly number[];
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The suite's answer; the ratio is the median of the rounds' own ratios. */
export interface ConsumeResult {
  readonly suite: 'consume';
  readonly ours: SideResult;
  readonly peer: SideResult;
  readonly ratio: number;
}

interface Side {
  readonly name: string;
  readonly topic: string;
  readonly publisher: string;
  readonly events: number;
  readonly rows: () => Promise<number>;
  /** Counting a table that grows from round to round would take more from each. */
  readonly empty: () => Promise<unknown>;
}

const EMPTY = 'truncate peer_orders';
const CHUNK = 100;
const CALLS_AT_ONCE = 4;
const PEER_SHARE = 5;
const ROUND_TIMEOUT_MS = 120_000;

/** Published → validated → deduped → order row: ours beside the usual Dapr app, in interleaved rounds on one stack. */
export async function benchConsume(settings: ConsumeSettings): Promise<ConsumeResult> {
  const stack = await createStack({
    name: 'bench',
    dataDir: settings.directory,
    offset: 'free',
    topologyFile: join(projectRoot, 'scripts', 'bench', 'dapr.yaml'),
    env: { LOG_LEVEL: 'warn' },
    progress: settings.progress,
    onStoppable: settings.onStoppable,
  });
  const services = ['ours', 'peer'] as const;
  const clients = await Promise.all(services.map((service) => connect(stack.databaseUrl(service))));
  try {
    const [ours, peer] = clients as [Client, Client];
    for (const table of TABLES) await Promise.all([ours.query(table), peer.query(table)]);
    const few = Math.max(CHUNK, Math.round(settings.events / PEER_SHARE));
    return await measure(stack, settings, [
      {
        name: 'ours',
        topic: 'checkout.order.completed',
        publisher: 'peer',
        events: settings.events,
        rows: () => count(ours),
        empty: () => ours.query(EMPTY),
      },
      { name: 'peer', topic: 'bench.order.completed', publisher: 'ours', events: few, rows: () => count(peer), empty: () => peer.query(EMPTY) },
    ]);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function measure(stack: Stack, { rounds, progress }: ConsumeSettings, sides: readonly [Side, Side]): Promise<ConsumeResult> {
  const figures = new Map<Side, number[]>(sides.map((side) => [side, []]));
  // The first round of each warms up code, connections and caches, and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
      const rate = await playRound(stack, side);
      if (round > 0) figures.get(side)?.push(rate);
      progress.note(`round ${round === 0 ? '0 (warm-up)' : round}: ${side.name} ${Math.round(rate)} events/s`);
    }
  }
  const [ours, peer] = sides.map((side) => figures.get(side) ?? []) as [number[], number[]];
  return {
    suite: 'consume',
    ours: resultOf('Sidecart: bulk subscription, one transaction a batch', ours),
    peer: resultOf('DaprServer, Ajv, Prisma interactive transaction', peer),
    ratio: Number(median(ours.map((rate, index) => rate / (peer[index] ?? Number.NaN))).toFixed(2)),
  };
}

/** Events a second from the first publication to the last committed row. The other side idles. */
async function playRound(stack: Stack, side: Side): Promise<number> {
  await side.empty();
  const bodies = chunks(side);
  const startedAt = performance.now();
  await publishAll(stack, side, bodies);
  await waitFor(`${side.name} did not record ${side.events} events`, async () => (await side.rows()) >= side.events, {
    timeoutMs: ROUND_TIMEOUT_MS,
    everyMs: 20,
  });
  return side.events / ((performance.now() - startedAt) / 1000);
}

function chunks(side: Side): string[] {
  const entries = Array.from({ length: side.events }, (_, index) => ({
    entryId: String(index),
    event: saleEvent(side.topic),
    contentType: 'application/cloudevents+json',
  }));
  return Array.from({ length: Math.ceil(entries.length / CHUNK) }, (_, index) => JSON.stringify(entries.slice(index * CHUNK, (index + 1) * CHUNK)));
}

/** Through the idle side's sidecar, so that publishing takes nothing from the one that is measured. */
async function publishAll(stack: Stack, side: Side, bodies: string[]): Promise<void> {
  const pool = new Pool(stack.sidecar(side.publisher).url, { connections: CALLS_AT_ONCE });
  const headers = { 'content-type': 'application/json', 'dapr-api-token': stack.secrets.daprApiToken };
  const send = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await pool.request({ method: 'POST', path: `/v1.0-alpha1/publish/bulk/pubsub/${side.topic}`, headers, body });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`publishing failed with ${answer.statusCode}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, send));
  await pool.close();
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function count(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from peer_orders');
  return rows[0]?.n ?? 0;
}

function resultOf(name: string, rounds: readonly number[]): SideResult {
  return {
    name,
    rounds: rounds.map(Math.round),
    median: Math.round(median(rounds)),
    lowest: Math.round(Math.min(...rounds)),
    highest: Math.round(Math.max(...rounds)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
