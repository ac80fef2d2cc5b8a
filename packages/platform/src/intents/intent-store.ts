import type { Tx } from '../database/tx.js';
import type { EnqueuedIntent, Intent } from './types.js';

/** A stored intent under the caller's lease. */
export interface LeasedIntent extends Intent {
  readonly leaseToken: string;
  readonly traceparent: string | undefined;
}

interface IntentRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly created_at: Date;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly traceparent: string | null;
  readonly lease_token: string;
}

/** A lease: nobody else works on the intent until it runs out. */
export interface Lease {
  readonly token: string;
  readonly until: Date;
}

/** What `insertIntent` stores. */
export interface IntentInsert {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly notBefore: Date;
  readonly lease: Lease | undefined;
  readonly correlationId: string;
  readonly causationId: string | undefined;
  readonly traceparent: string | undefined;
  readonly now: Date;
}

const RETURNED = 'id, kind, key, payload, attempts, created_at, correlation_id, causation_id, traceparent, lease_token';

/** Stores an intent unless its kind and key are there already. */
export async function insertIntent(tx: Tx, intent: IntentInsert): Promise<EnqueuedIntent> {
  const inserted = await tx.$executeRawUnsafe(
    `insert into platform.intents (id, kind, key, payload, next_attempt_at, lease_token, lease_until, correlation_id, causation_id, traceparent, created_at)
     values ($1::uuid, $2, $3, $4::jsonb, $5, $6::uuid, $7, $8, $9, $10, $11) on conflict (kind, key) do nothing`,
    intent.id,
    intent.kind,
    intent.key,
    JSON.stringify(intent.payload),
    intent.notBefore,
    intent.lease?.token ?? null,
    intent.lease?.until ?? null,
    intent.correlationId,
    intent.causationId ?? null,
    intent.traceparent ?? null,
    intent.now,
  );
  if (inserted === 1) return { id: intent.id, created: true, leaseToken: intent.lease?.token };
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>('select id from platform.intents where kind = $1 and key = $2', intent.kind, intent.key);
  return { id: rows[0]?.id ?? intent.id, created: false, leaseToken: undefined };
}

/** Begins an attempt on one intent: with the lease it was born with, or with a new one if it is free. Undefined when it is not to be had. */
export async function leaseOne(sql: Tx, enqueued: EnqueuedIntent, lease: Lease, now: Date): Promise<LeasedIntent | undefined> {
  const rows = await sql.$queryRawUnsafe<IntentRow[]>(
    `update platform.intents set attempts = attempts + 1, lease_token = $2::uuid, lease_until = $3
     where id = $1::uuid and status = 'OPEN' and (lease_token = $4::uuid or lease_until is null or lease_until <= $5)
     returning ${RETURNED}`,
    enqueued.id,
    lease.token,
    lease.until,
    enqueued.leaseToken ?? null,
    now,
  );
  return rows[0] && leased(rows[0]);
}

/** Leases what is due, oldest first; only intents that nobody holds. */
export async function leaseDue(sql: Tx, lease: Lease, now: Date, limit: number): Promise<readonly LeasedIntent[]> {
  const rows = await sql.$queryRawUnsafe<IntentRow[]>(
    `update platform.intents set attempts = attempts + 1, lease_token = $1::uuid, lease_until = $2
     where id in (select id from platform.intents where status = 'OPEN' and next_attempt_at <= $3
         and (lease_until is null or lease_until <= $3)
       order by next_attempt_at limit $4 for update skip locked)
     returning ${RETURNED}`,
    lease.token,
    lease.until,
    now,
    limit,
  );
  return rows.map(leased);
}

/** What `markSettled` stores. */
export interface Settled {
  readonly outcome: unknown;
  /** What stays of the payload. */
  readonly payload: unknown;
  readonly now: Date;
}

/** Compare-and-set to SETTLED. False when the lease was lost: somebody else decides the outcome. */
export async function markSettled(tx: Tx, intent: LeasedIntent, { outcome, payload, now }: Settled): Promise<boolean> {
  const count = await tx.$executeRawUnsafe(
    `update platform.intents set status = 'SETTLED', outcome = $3::jsonb, payload = $5::jsonb, settled_at = $4,
       lease_token = null, lease_until = null, last_error = null
     where id = $1::uuid and lease_token = $2::uuid and status = 'OPEN'`,
    intent.id,
    intent.leaseToken,
    JSON.stringify(outcome ?? null),
    now,
    JSON.stringify(payload ?? null),
  );
  return count === 1;
}

/** Gives the lease back, to be tried again not before `next`. */
export async function markFailed(sql: Tx, intent: LeasedIntent, error: string, next: Date): Promise<void> {
  await sql.$executeRawUnsafe(
    `update platform.intents set last_error = $3, next_attempt_at = $4, lease_token = null, lease_until = null
     where id = $1::uuid and lease_token = $2::uuid and status = 'OPEN'`,
    intent.id,
    intent.leaseToken,
    error,
    next,
  );
}

/** The outcome of a settled intent; undefined while it is open. */
export async function settledOutcome(sql: Tx, id: string): Promise<{ readonly outcome: unknown } | undefined> {
  const rows = await sql.$queryRawUnsafe<{ outcome: unknown }[]>(
    `select outcome from platform.intents where id = $1::uuid and status = 'SETTLED'`,
    id,
  );
  return rows[0];
}

function leased(row: IntentRow): LeasedIntent {
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    payload: row.payload,
    attempt: row.attempts,
    createdAt: row.created_at,
    correlationId: row.correlation_id,
    causationId: row.causation_id ?? undefined,
    traceparent: row.traceparent ?? undefined,
    leaseToken: row.lease_token,
  };
}
