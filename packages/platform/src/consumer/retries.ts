import type { Tx } from '../database/tx.js';
import { createLoop, type Loop } from '../runtime/loop.js';
import { runBatch } from './batch.js';
import { rawEvent, type Classified } from './classify.js';
import { recordFailure, type Worker } from './consumer.js';
import type { RetryRow } from './failure-store.js';
import type { Subscription } from './types.js';

/** Tries failed events again when their time has come. */
export interface EventRetries extends Loop {
  /** One pass over what is due. Resolves to the events tried. */
  runOnce(): Promise<number>;
}

const LIMIT = 100;
const POLL_MS = 500;

/** Makes the retry worker of one consumer; replicas share the rows by SKIP LOCKED. */
export function createEventRetries<T extends Tx>(parts: { work: Worker<T>; classify: (topic: string, raw: unknown) => Classified }): EventRetries {
  const { deps, store } = parts.work;
  const runOnce = async (): Promise<number> => {
    const due = await store.dueRetries(deps.database.sql, deps.clock.now(), LIMIT);
    for (const row of due) await retry(parts.work, parts.classify, row);
    return due.length;
  };
  const run = async (): Promise<number> => ((await runOnce()) === LIMIT ? 0 : POLL_MS);
  return { ...createLoop({ name: 'event-retries', log: deps.log, run }), runOnce };
}

/** Another replica holds the row, or has just finished it: nothing to do. */
class TakenByAnother extends Error {}

async function retry<T extends Tx>(work: Worker<T>, classify: (topic: string, raw: unknown) => Classified, row: RetryRow): Promise<void> {
  const { deps, store, counts } = work;
  const raw: unknown = JSON.parse(row.event);
  const outcome = classify(row.topic, raw);
  if (outcome.kind !== 'handle') {
    await deps.database.transaction(async (tx) => {
      if ((await store.lockRetry(tx, row.key)) === undefined) return;
      if (outcome.kind === 'dead') {
        await store.saveDeadLetters(tx, [{ topic: row.topic, raw: rawEvent(raw), ...outcome, attempts: row.attempts }], deps.clock.now());
      }
      await store.removeRetry(tx, row.key);
    });
    return;
  }
  try {
    const { handled, duplicates } = await runBatch(deps, outcome.subscription as unknown as Subscription<T>, [outcome.event], async (tx) => {
      if ((await store.lockRetry(tx, row.key)) === undefined) throw new TakenByAnother();
      await store.removeRetry(tx, row.key);
    });
    counts.add('handled', row.topic, handled);
    counts.add('duplicates', row.topic, duplicates);
  } catch (error) {
    if (!(error instanceof TakenByAnother)) await recordFailure(work, row.topic, rawEvent(raw), error);
  }
}
