import { Pool, type PoolClient } from 'pg';
import type { DaprClient, OutgoingEvent } from '../dapr/types.js';
import { Unavailable } from '../runtime/errors.js';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logging.js';
import { createLoop, type Loop } from '../runtime/loop.js';
import type { WatchPool } from '../metrics/pools.js';
import { createListener } from './listener.js';
import type { PlatformEvent } from './event.js';
import { groupBy } from './group-by.js';
import { inSendSpan } from './message-spans.js';
import type { RelayCounts } from './relay-counts.js';
import { advanceMarker, joinBatches, markerIsBehind, readMarker, rewind, type Marker } from './marker.js';

/** What the relay stands on. */
export interface RelayDeps {
  readonly url: string;
  readonly dapr: DaprClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** State store component on the same Redis as the streams. */
  readonly markerStore: string;
  readonly batchSize: number;
  /** Longest wait between two looks at the outbox, milliseconds; NOTIFY wakes it earlier. */
  readonly pollMs: number;
  readonly counts: RelayCounts;
  readonly watchPool?: WatchPool;
}

/** Sends what stands in the outbox, in batches, oldest first. */
export interface OutboxRelay extends Loop {
  /** One batch. Resolves to the rows sent; throws Unavailable when the sidecar or its broker is away. */
  runOnce(): Promise<number>;
}

interface OutboxRow {
  readonly number: string;
  readonly topic: string;
  readonly event: unknown;
  readonly failures: number;
}

/** Topics of which nothing was taken when last tried. Their rows wait until no other topic has any, so that they hold up none. */
type StuckTopics = Set<string>;

interface BatchResult {
  readonly sent: readonly OutboxRow[];
  readonly refused: ReadonlyMap<OutboxRow, string>;
  readonly outage: Error | undefined;
}

/** A row refused this often while others of its batch were taken is parked: it blocks no other any longer. */
const FAILURES_BEFORE_PARKING = 10;
const DRAIN_ROUNDS = 50;

/** Makes the relay of one replica; any number of them share an outbox by SKIP LOCKED. */
export function createOutboxRelay(deps: RelayDeps): OutboxRelay {
  // One connection for batches, one for LISTEN.
  const pool = new Pool({ connectionString: deps.url, max: 2, application_name: 'sidecart-relay', options: '-c TimeZone=UTC' });
  deps.watchPool?.('relay', pool);
  pool.on('error', (error) => deps.log.warn({ err: error }, 'relay lost a database connection'));
  const stuck: StuckTopics = new Set();
  const runOnce = async (): Promise<number> => {
    const client = await pool.connect();
    try {
      return await relayBatch(deps, client, stuck);
    } finally {
      client.release();
    }
  };
  const loop = createLoop({
    name: 'outbox-relay',
    log: deps.log,
    run: async () => {
      await listener.ensure();
      return (await runOnce()) > 0 ? 0 : deps.pollMs;
    },
  });
  const listener = createListener(pool, 'sidecart_outbox', () => loop.wake());
  const stop = async (): Promise<void> => {
    await loop.stop();
    await drain(deps, runOnce);
    listener.release();
    await pool.end();
  };
  return { ...loop, runOnce, stop };
}

/** Sends what is left before a shutdown; gives up at the first outage, the rows are kept. */
async function drain(deps: RelayDeps, runOnce: () => Promise<number>): Promise<void> {
  try {
    for (let round = 0; round < DRAIN_ROUNDS && (await runOnce()) > 0; round += 1);
  } catch (error) {
    deps.log.info({ err: error }, 'outbox not drained; the rest is sent by the next start');
  }
}

/** The marker is read under the shared lock: from there to the commit nobody rewinds, so no loss can hide in between. */
async function relayBatch(deps: RelayDeps, client: PoolClient, stuck: StuckTopics): Promise<number> {
  await client.query('begin');
  try {
    await joinBatches(client);
    const marker = await readMarker(deps.dapr, deps.markerStore).catch(async (error: unknown) => {
      // The broker, or the way to it, is away: what waits was not taken, though nobody came to offer it.
      deps.counts.tried(await claim(client, deps.batchSize, []), []);
      throw error;
    });
    if (await markerIsBehind(client, marker)) {
      await client.query('rollback');
      return await rewindAndReport(deps, client, stuck);
    }
    const flowing = await claim(client, deps.batchSize, [...stuck]);
    const rows = flowing.length > 0 || stuck.size === 0 ? flowing : await claim(client, deps.batchSize, []);
    const sent = rows.length === 0 ? 0 : await sendAndMark(deps, client, rows, marker, stuck);
    await client.query('commit');
    return sent;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function rewindAndReport(deps: RelayDeps, client: PoolClient, stuck: StuckTopics): Promise<number> {
  const rows = await rewind(client, deps.dapr, deps.markerStore);
  if (rows > 0) deps.log.warn({ rows }, 'the broker forgot what it had confirmed; sending again');
  return relayBatch(deps, client, stuck);
}

async function claim(client: PoolClient, limit: number, without: readonly string[]): Promise<readonly OutboxRow[]> {
  const result = await client.query<OutboxRow>(
    `select number, topic, failures, event || jsonb_build_object('sequence', lpad(number::text, 20, '0')) as event
     from platform.outbox_events where sent_at is null and parked_at is null and topic <> all($2)
     order by number limit $1 for update skip locked`,
    [limit, without],
  );
  return result.rows;
}

async function sendAndMark(deps: RelayDeps, client: PoolClient, rows: readonly OutboxRow[], marker: Marker, stuck: StuckTopics): Promise<number> {
  const { sent, refused, outage } = await send(deps.dapr, rows);
  deps.counts.tried(rows, sent);
  for (const { topic } of rows) stuck.add(topic);
  for (const { topic } of sent) stuck.delete(topic);
  if (sent.length > 0 && outage !== undefined) deps.log.warn({ err: outage, stuck: [...stuck] }, 'some topics were not taken; the others go on');
  if (sent.length === 0 && outage !== undefined) throw outage;
  if (sent.length === 0) throw new Unavailable('BATCH_REFUSED', `the broker refused the whole batch: ${[...refused.values()][0]}`);
  const number = await advanceMarker(deps.dapr, deps.markerStore, marker);
  await client.query('update platform.outbox_events set sent_at = $2, sent_number = $3, last_error = null where number = any($1::bigint[])', [
    sent.map((row) => row.number),
    deps.clock.now(),
    number,
  ]);
  await recordRefusals(deps, client, refused);
  return sent.length;
}

/** Publishes each topic's rows in one call, the topics side by side. */
async function send(dapr: DaprClient, rows: readonly OutboxRow[]): Promise<BatchResult> {
  const sent: OutboxRow[] = [];
  const refused = new Map<OutboxRow, string>();
  let outage: Error | undefined;
  const byTopic = groupBy(rows, (row) => row.topic);
  await Promise.all(
    [...byTopic].map(async ([topic, topicRows]) => {
      const entries = topicRows.map((row): OutgoingEvent => ({ entryId: row.number, event: row.event }));
      try {
        const events = topicRows.map((row) => row.event as PlatformEvent);
        const failed = await inSendSpan(topic, events, () => dapr.publishBulk(topic, entries));
        for (const row of topicRows) {
          const reason = failed.get(row.number);
          if (reason === undefined) sent.push(row);
          else refused.set(row, reason);
        }
      } catch (error) {
        outage = error as Error;
      }
    }),
  );
  return { sent, refused, outage };
}

/** Only counted when others of the batch were taken: a broker that is away refuses everything. */
async function recordRefusals(deps: RelayDeps, client: PoolClient, refused: ReadonlyMap<OutboxRow, string>): Promise<void> {
  for (const [row, reason] of refused) {
    const parked = row.failures + 1 >= FAILURES_BEFORE_PARKING;
    await client.query('update platform.outbox_events set failures = failures + 1, last_error = $2, parked_at = $3 where number = $1', [
      row.number,
      reason,
      parked ? deps.clock.now() : null,
    ]);
    if (parked) deps.log.error({ outboxNumber: row.number, topic: row.topic, reason }, 'outbox row parked: it cannot be sent');
  }
}
