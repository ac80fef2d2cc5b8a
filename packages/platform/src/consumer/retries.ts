import type { Tx } from '../database/tx.js';
import { afterCommit } from '../database/after-commit.js';
import { withFlow } from '../runtime/context.js';
import { flowOf } from '../runtime/flow-ids.js';
import { createLoop, type Loop } from '../runtime/loop.js';
import { runBatch } from './batch.js';
import { rawEvent, type Classified } from './classify.js';
import { recordFailure, type Worker } from './record-failure.js';
import type { RetryRow } from './failure-store.js';
import type { Subscription } from './types.js';

/** Tries failed events again when their time has come. */
export interface EventRetries extends Loop {
  /** One pass over what is due. Resolves to the events tried. */
  runOnce(): Promise<number>;
}

const LIMIT = 100;
const POLL_MS = 500;
/** Longer than an attempt with its transaction can take: whose worker dies is due again after it. */
const LEASE_MS = 60_000;

/** Makes the retry worker of one consumer; replicas share the rows by leases, so that one due time is one attempt. */
export function createEventRetries<T extends Tx>(parts: { work: Worker<T>; classify: (topic: string, raw: unknown) => Classified }): EventRetries {
  const { deps, store } = parts.work;
  const runOnce = async (): Promise<number> => {
    for (let tried = 0; tried < LIMIT; tried += 1) {
      const now = deps.clock.now();
      const row = await store.leaseRetry(deps.database.sql, now, new Date(now.getTime() + LEASE_MS));
      if (row === undefined) return tried;
      await retry(parts.work, parts.classify, row);
    }
    return LIMIT;
  };
  const run = async (): Promise<number> => ((await runOnce()) === LIMIT ? 0 : POLL_MS);
  return { ...createLoop({ name: 'event-retries', log: deps.log, run }), runOnce };
}

async function retry<T extends Tx>(work: Worker<T>, classify: (topic: string, raw: unknown) => Classified, row: RetryRow): Promise<void> {
  const { deps, store, counts } = work;
  const raw: unknown = JSON.parse(row.event);
  const outcome = classify(row.topic, raw);
  if (outcome.kind !== 'handle') {
    await deps.database.transaction(async (tx) => {
      if (outcome.kind === 'dead') {
        const letter = { topic: row.topic, raw: rawEvent(raw), ...outcome, attempts: row.attempts };
        const fresh = await store.saveDeadLetters(tx, [letter], deps.clock.now());
        afterCommit(tx, () => counts.buried(row.topic, fresh));
      }
      await store.removeRetry(tx, row.key);
      afterCommit(tx, () => counts.add(outcome.kind === 'dead' ? 'dead_lettered' : 'unhandled', row.topic, 1));
    });
    return;
  }
  try {
    const subscription = outcome.subscription as unknown as Subscription<T>;
    counts.handled(row.topic, await runBatch(deps, subscription, [outcome.event], (tx) => store.removeRetry(tx, row.key)));
  } catch (error) {
    await withFlow(flowOf(raw), () => recordFailure(work, row.topic, rawEvent(raw), error));
  }
}
