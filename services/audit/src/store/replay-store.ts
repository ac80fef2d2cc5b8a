import type { Replay, ReplayRequest, ReplayState, Routes } from '../domain/replay.js';
import type { Position } from '../domain/filter.js';
import { Prisma } from '../generated/prisma/client.js';
import type { AuditTx } from './client.js';

interface ReplayRow {
  readonly id: string;
  readonly request: ReplayRequest;
  readonly routes: Routes;
  readonly state: ReplayState;
  readonly position_id: string | null;
  readonly position_at: string | null;
  readonly matched: bigint;
  readonly delivered: bigint;
  readonly refused: bigint;
  readonly failures: number;
  readonly last_error: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const columns = Prisma.sql`id::text as id, request, routes, state, position_id::text as position_id,
  to_char(position_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as position_at,
  matched, delivered, refused, failures, last_error, created_at, updated_at`;

function toReplay(row: ReplayRow): Replay {
  const { id, request, routes, state, position_at: time, position_id, failures } = row;
  const position = time === null || position_id === null ? undefined : { time, id: position_id };
  const counts = { matched: Number(row.matched), delivered: Number(row.delivered), refused: Number(row.refused) };
  const moments = { createdAt: row.created_at, updatedAt: row.updated_at };
  return { id, request, routes, state, position, ...counts, failures, lastError: row.last_error ?? undefined, ...moments };
}

/** A replay to be stored. */
export interface NewReplay extends Pick<Replay, 'id' | 'request' | 'routes' | 'matched'> {
  readonly idempotencyKey: string;
}

/** Stores a replay unless its key was used; resolves to what stands under the key, and whether it is the new one. */
export async function insertReplay(tx: AuditTx, replay: NewReplay, now: Date): Promise<{ readonly replay: Replay; readonly isNew: boolean }> {
  const { id, idempotencyKey, request, routes, matched } = replay;
  const at = now.toISOString();
  await tx.$executeRaw`
    insert into replays (id, idempotency_key, consumer, request, routes, matched, next_attempt_at, created_at, updated_at)
    values (${id}::uuid, ${idempotencyKey}, ${request.consumer}, ${JSON.stringify(request)}::jsonb, ${JSON.stringify(routes)}::jsonb, ${matched},
      ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz)
    on conflict (idempotency_key) do nothing`;
  const rows = await tx.$queryRaw<ReplayRow[]>`select ${columns} from replays where idempotency_key = ${idempotencyKey}`;
  const [stored] = rows.map(toReplay);
  if (stored === undefined) throw new Error(`the replay under key ${idempotencyKey} is gone`);
  return { replay: stored, isNew: stored.id === id };
}

/** The replay of this id. */
export async function findReplay(tx: AuditTx, id: string): Promise<Replay | undefined> {
  return (await tx.$queryRaw<ReplayRow[]>`select ${columns} from replays where id = ${id}::uuid`).map(toReplay)[0];
}

/** Replays, newest first, behind the one of id `after`: ids rise with time. */
export async function listReplays(tx: AuditTx, page: { after: string | undefined; limit: number }): Promise<readonly Replay[]> {
  const behind = page.after === undefined ? Prisma.sql`true` : Prisma.sql`id < ${page.after}::uuid`;
  return (await tx.$queryRaw<ReplayRow[]>`select ${columns} from replays where ${behind} order by replays.id desc limit ${page.limit}`).map(toReplay);
}

/** Takes the running replay that is due first for one step, under `lease`: until `until` it is due for nobody else. */
export async function leaseReplay(tx: AuditTx, lease: string, now: Date, until: Date): Promise<Replay | undefined> {
  const rows = await tx.$queryRaw<ReplayRow[]>`
    update replays set lease = ${lease}::uuid, next_attempt_at = ${until.toISOString()}::timestamptz
    where id = (select id from replays where state = 'RUNNING' and next_attempt_at <= ${now.toISOString()}::timestamptz
      order by next_attempt_at limit 1 for update skip locked)
    returning ${columns}`;
  return rows.map(toReplay)[0];
}

/** What one step came to: how far it got, or why it did not. */
export interface StepResult {
  readonly delivered: number;
  readonly refused: number;
  readonly position: Position | undefined;
  /** The state it brings about; one that was cancelled meanwhile stays so. */
  readonly state: ReplayState;
  readonly failures: number;
  readonly lastError: string | undefined;
  readonly next: Date;
}

/** Stores a step's result, unless somebody else has taken the replay over meanwhile. */
export async function saveStep(tx: AuditTx, id: string, lease: string, result: StepResult, now: Date): Promise<void> {
  const { delivered, refused, position, state, failures, lastError, next } = result;
  await tx.$executeRaw`
    update replays set delivered = delivered + ${delivered}, refused = refused + ${refused},
      position_time = ${position?.time ?? null}::timestamptz, position_id = ${position?.id ?? null}::uuid,
      state = case when state = 'RUNNING' then ${state} else state end, failures = ${failures}, last_error = ${lastError ?? null},
      next_attempt_at = ${next.toISOString()}::timestamptz, lease = null, updated_at = ${now.toISOString()}::timestamptz
    where id = ${id}::uuid and lease = ${lease}::uuid`;
}

/** Moves a replay from one of the states `from` to `to`, due at once; false when it is in none of them. */
export async function moveReplay(tx: AuditTx, id: string, from: readonly ReplayState[], to: ReplayState, now: Date): Promise<boolean> {
  const at = now.toISOString();
  const moved = await tx.$executeRaw`
    update replays set state = ${to}, failures = 0, next_attempt_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
    where id = ${id}::uuid and state = any(${[...from]}::text[])`;
  return moved === 1;
}
