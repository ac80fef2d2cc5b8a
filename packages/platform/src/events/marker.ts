import type { PoolClient } from 'pg';
import type { DaprClient } from '../dapr/types.js';
import { Unavailable } from '../runtime/errors.js';

/**
 * The marker is the count of batches this service has published, kept through the sidecar in a state
 * store **on the same Redis as the streams**: whatever that Redis forgets of the streams, it forgets of
 * the marker too. Each sent row carries the count under which it was sent, so a marker that is missing
 * or behind the rows says exactly which of them may be gone.
 */
export interface Marker {
  /** 0 when the store has none. */
  readonly number: number;
  /** undefined when the store has none. */
  readonly etag: string | undefined;
}

const KEY = 'outbox-marker';
/** Batches sent again before the marker: a store that is sharded may lose a little more of the streams than of the marker. */
const OVERLAP = 10;
/** Batches hold this lock shared, a rewind holds it alone: no batch is under way while rows are set to unsent. */
const LOCK = 7_243_002;
const SAVE_ATTEMPTS = 10;

/** Reads the marker through the sidecar. Throws Unavailable when it does not answer. */
export async function readMarker(dapr: DaprClient, store: string): Promise<Marker> {
  const state = await dapr.getState(store, KEY);
  if (state === undefined) return { number: 0, etag: undefined };
  const number = (state.value as { number?: unknown } | null)?.number;
  const counted = Number.isSafeInteger(number) ? (number as number) : 0;
  // Redis takes a save by etag for a key that is gone, and counts its etags from 1 again; unbroken, the two are
  // equal. A lower etag says that the key was lost and recreated in between.
  return { number: Math.min(counted, Number.parseInt(state.etag, 10) || 0), etag: state.etag };
}

/** True when rows were sent under a higher count than the marker knows, or when it is gone although rows were sent. */
export async function markerIsBehind(client: PoolClient, marker: Marker): Promise<boolean> {
  const result = await client.query<{ last: string | null }>('select max(sent_number) as last from platform.outbox_events');
  const last = result.rows[0]?.last;
  return last !== null && last !== undefined && (marker.etag === undefined || Number(last) > marker.number);
}

/** Joins the batches under way; held until the transaction ends. */
export async function joinBatches(client: PoolClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock_shared($1)', [LOCK]);
}

/**
 * Sets everything sent after the marker, with an overlap, back to unsent; ids stay, so consumers drop what
 * they have handled. Waits for batches under way. Resolves to the number of rows that will be sent again.
 */
export async function rewind(client: PoolClient, dapr: DaprClient, store: string): Promise<number> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    // Another replica may have rewound while this one waited for the lock.
    const marker = await readMarker(dapr, store);
    if (!(await markerIsBehind(client, marker))) return await commit(client, 0);
    const from = marker.etag === undefined ? 0 : Math.max(0, marker.number - OVERLAP);
    const result = await client.query('update platform.outbox_events set sent_at = null, sent_number = null where sent_number > $1', [from]);
    return await commit(client, result.rowCount ?? 0);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function commit<R>(client: PoolClient, result: R): Promise<R> {
  await client.query('commit');
  return result;
}

/**
 * Counts one more batch by compare-and-set and resolves to the new count. Another replica's batch in
 * between is simply counted before. Throws Unavailable when the marker was lost meanwhile: what was just
 * published may be lost with it, so the caller rolls back and sends again.
 */
export async function advanceMarker(dapr: DaprClient, store: string, seen: Marker): Promise<number> {
  let marker = seen;
  for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt += 1) {
    const next = marker.number + 1;
    if (await dapr.saveState(store, KEY, { number: next }, marker.etag)) return next;
    const again = await readMarker(dapr, store);
    if (again.number < marker.number || (again.etag === undefined && marker.etag !== undefined)) {
      throw new Unavailable('MARKER_LOST', 'the outbox marker was lost while a batch was published; the batch is sent again');
    }
    marker = again;
  }
  throw new Unavailable('MARKER_CONTENDED', `the outbox marker could not be saved in ${SAVE_ATTEMPTS} attempts`);
}
