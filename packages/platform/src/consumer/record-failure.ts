import type { Tx } from '../database/tx.js';
import { afterCommit } from '../database/after-commit.js';
import { isOutage } from '../database/outage.js';
import type { Metrics } from '../metrics/metrics.js';
import { AppError, PermanentError } from '../runtime/errors.js';
import type { BatchDeps } from './batch.js';
import type { RawEvent } from './classify.js';
import type { ConsumerCounts } from './counts.js';
import type { FailureStore } from './failure-store.js';
import type { Subscription } from './types.js';

/** How a consumer takes its events; the names are those of its variables. */
export interface ConsumerSettings {
  readonly pubsubName: string;
  /** Most events in one delivery. */
  readonly batchSize: number;
  /** Longest the sidecar waits for a delivery to fill, milliseconds. */
  readonly maxAwaitMs: number;
  /** Retries of a failing handler before the event becomes a dead letter: n retries are n + 1 attempts. */
  readonly maxRetries: number;
  /** Wait before the first retry, milliseconds; doubles with each, up to an hour. */
  readonly retryDelayMs: number;
}

/** What a consumer stands on. */
export interface ConsumerDeps<T extends Tx> extends BatchDeps<T> {
  readonly subscriptions: readonly Subscription<T>[];
  readonly settings: ConsumerSettings;
  readonly metrics: Metrics;
}

/** The parts every step of consuming needs. */
export interface Worker<T extends Tx> {
  readonly deps: ConsumerDeps<T>;
  readonly store: FailureStore;
  readonly counts: ConsumerCounts;
}

const LONGEST_RETRY_DELAY_MS = 3_600_000;

/** Puts a failed event on record, for a later attempt or as a dead letter. Rejects only when the database is away. */
export async function recordFailure<T extends Tx>(work: Worker<T>, topic: string, raw: RawEvent, error: unknown): Promise<void> {
  const { deps, store, counts } = work;
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const before = await store.attemptsOf(tx, raw.key);
    // An outage says nothing of the event, so it uses up no attempt.
    const attempts = isOutage(error) ? before : before + 1;
    const detail = describe(error);
    if (!isPermanent(error) && attempts <= deps.settings.maxRetries) {
      const next = new Date(now.getTime() + Math.min(LONGEST_RETRY_DELAY_MS, deps.settings.retryDelayMs * 2 ** Math.max(0, attempts - 1)));
      await store.saveRetry(tx, { topic, raw, attempts, error: detail, next, now });
      afterCommit(tx, () => counts.add('retried', topic, 1));
      deps.log.warn({ err: error, topic, eventId: raw.eventId, attempts, next }, 'handler failed; the event is tried again');
      return;
    }
    const reason = isPermanent(error) ? 'REJECTED' : 'HANDLER_FAILED';
    const fresh = await store.saveDeadLetters(tx, [{ topic, raw, reason, detail, attempts }], now);
    await store.removeRetry(tx, raw.key);
    afterCommit(tx, () => {
      counts.add('dead_lettered', topic, 1);
      counts.buried(topic, fresh);
    });
    deps.log.error({ err: error, topic, eventId: raw.eventId, reason, attempts }, 'dead letter');
  });
}

function isPermanent(error: unknown): boolean {
  return error instanceof PermanentError;
}

function describe(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
