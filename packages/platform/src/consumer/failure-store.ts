import type { Tx } from '../database/tx.js';
import type { NewId } from '../runtime/ids.js';
import type { DeadReason, RawEvent } from './classify.js';

/** An event waiting to be tried again. */
export interface RetryRow {
  readonly key: string;
  readonly topic: string;
  readonly event: string;
  readonly attempts: number;
}

/** An event to be tried again at `next`. */
export interface NewRetry {
  readonly topic: string;
  readonly raw: RawEvent;
  readonly attempts: number;
  readonly error: string;
  readonly next: Date;
  readonly now: Date;
}

/** An event to be given up. */
export interface NewDeadLetter {
  readonly topic: string;
  readonly raw: RawEvent;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly attempts: number;
}

/** Rows of events that failed: those waiting and those given up. One consumer is one service. */
export interface FailureStore {
  /** Keeps an event for a later attempt; a copy that failed before keeps the higher count. */
  saveRetry(tx: Tx, retry: NewRetry): Promise<void>;
  attemptsOf(tx: Tx, key: string): Promise<number>;
  /** Takes the row due first for one attempt: until `leaseUntil` it is due for nobody else. Undefined when none is due. */
  leaseRetry(tx: Tx, now: Date, leaseUntil: Date): Promise<RetryRow | undefined>;
  removeRetry(tx: Tx, key: string): Promise<void>;
  /** Resolves to the reasons of those that were not there before. */
  saveDeadLetters(tx: Tx, letters: readonly NewDeadLetter[], now: Date): Promise<readonly DeadReason[]>;
}

const COLUMNS = 'event_id as key, topic, event, attempts';

/** Makes the store of one consumer. */
export function createFailureStore(consumer: string, newId: NewId): FailureStore {
  return {
    saveRetry: (tx, retry) => insertRetry(tx, consumer, retry),
    async attemptsOf(tx, key) {
      const sql = 'select attempts from platform.event_retries where consumer = $1 and event_id = $2';
      return (await tx.$queryRawUnsafe<{ attempts: number }[]>(sql, consumer, key))[0]?.attempts ?? 0;
    },
    leaseRetry: (tx, now, leaseUntil) => leaseRetry(tx, consumer, now, leaseUntil),
    async removeRetry(tx, key) {
      await tx.$executeRawUnsafe('delete from platform.event_retries where consumer = $1 and event_id = $2', consumer, key);
    },
    saveDeadLetters: (tx, letters, now) => insertDeadLetters(tx, consumer, newId, letters, now),
  };
}

/** The database takes no text with a zero character, and an error can hold one. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

async function leaseRetry(tx: Tx, consumer: string, now: Date, leaseUntil: Date): Promise<RetryRow | undefined> {
  const rows = await tx.$queryRawUnsafe<RetryRow[]>(
    `update platform.event_retries set next_attempt_at = $3
     where (consumer, event_id) = (select consumer, event_id from platform.event_retries
       where consumer = $1 and next_attempt_at <= $2 order by next_attempt_at limit 1 for update skip locked)
     returning ${COLUMNS}`,
    consumer,
    now,
    leaseUntil,
  );
  return rows[0];
}

async function insertRetry(tx: Tx, consumer: string, { topic, raw, attempts, error, next, now }: NewRetry): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into platform.event_retries (consumer, event_id, topic, event, attempts, last_error, next_attempt_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (consumer, event_id) do update set attempts = greatest(event_retries.attempts, excluded.attempts),
       last_error = excluded.last_error, next_attempt_at = excluded.next_attempt_at`,
    ...[consumer, raw.key, topic, raw.text, attempts, storable(error), next, now],
  );
}

/** A copy of a letter that is already there is not a second letter: the digest decides. */
async function insertDeadLetters(
  tx: Tx,
  consumer: string,
  newId: NewId,
  letters: readonly NewDeadLetter[],
  now: Date,
): Promise<readonly DeadReason[]> {
  if (letters.length === 0) return [];
  const rows = await tx.$queryRawUnsafe<{ reason: DeadReason }[]>(
    `insert into platform.dead_letters (id, consumer, topic, event_id, reason, detail, attempts, event, digest, created_at)
     select id, $2, topic, event_id, reason, detail, attempts, event, digest, $10
     from unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[])
       as l(id, topic, event_id, reason, detail, attempts, event, digest)
     on conflict (consumer, topic, digest) do nothing returning reason`,
    letters.map(() => newId()),
    consumer,
    letters.map((letter) => letter.topic),
    letters.map((letter) => letter.raw.eventId),
    letters.map((letter) => letter.reason),
    letters.map((letter) => storable(letter.detail)),
    letters.map((letter) => letter.attempts),
    letters.map((letter) => letter.raw.text),
    letters.map((letter) => letter.raw.digest),
    now,
  );
  return rows.map(({ reason }) => reason);
}
