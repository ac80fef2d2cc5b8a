import { refusalCodes, type CanaryWindow, type GuardWindow } from '../domain/canary-guard.js';
import type { Rollout } from '../domain/rollout.js';
import type { OrdersTx } from './client.js';

interface RolloutRow {
  readonly mode: Rollout['mode'];
  readonly canary_percent: number;
  readonly held_back: boolean;
  readonly version: number;
  readonly changed_at: Date;
  readonly green_since: Date | null;
}

/** The rollout as it stands. */
export async function readRollout(tx: Pick<OrdersTx, '$queryRaw'>): Promise<Rollout> {
  const rows = await tx.$queryRaw<RolloutRow[]>`select mode, canary_percent, held_back, version, changed_at, green_since from rollout`;
  const [row] = rows;
  if (row === undefined) throw new Error('the rollout has no row; its migration has not run');
  return {
    ...{ mode: row.mode, version: row.version },
    canaryPercent: row.canary_percent,
    heldBack: row.held_back,
    changedAt: row.changed_at,
    greenSince: row.green_since ?? undefined,
  };
}

/** The rollout, locked: it changes one change at a time. */
export async function lockRollout(tx: OrdersTx): Promise<Rollout> {
  await tx.$queryRaw`select 1 from rollout for update`;
  return readRollout(tx);
}

/** Who changed the rollout, and why. */
export interface ChangeOrigin {
  readonly changedBy: string;
  readonly reason: string | undefined;
  readonly forced: boolean;
}

/** Stores a change of the locked rollout, and puts it on record. */
export async function saveRollout(tx: OrdersTx, before: Rollout, after: Rollout, { changedBy, reason, forced }: ChangeOrigin): Promise<void> {
  const { mode, canaryPercent, heldBack, version, changedAt, greenSince } = after;
  await tx.rollout.updateMany({ data: { mode, canaryPercent, heldBack, version, changedAt, greenSince: greenSince ?? null } });
  await tx.rolloutChange.create({
    data: {
      ...{ version, changedBy, reason: reason ?? null, forced, changedAt },
      ...{ fromMode: before.mode, fromPercent: before.canaryPercent, toMode: mode, toPercent: canaryPercent },
    },
  });
}

/** Notes since when all is well. */
export async function saveGreenSince(tx: OrdersTx, greenSince: Date | undefined): Promise<void> {
  await tx.rollout.updateMany({ data: { greenSince: greenSince ?? null } });
}

/** One change of the rollout, as it was made. */
export type RolloutChangeRow = Awaited<ReturnType<OrdersTx['rolloutChange']['findMany']>>[number];

/** Changes, newest first; `after` is the version the page before ended with. */
export const listRolloutChanges = (
  tx: Pick<OrdersTx, 'rolloutChange'>,
  { limit, after }: { readonly limit: number; readonly after: number | undefined },
): Promise<RolloutChangeRow[]> =>
  tx.rolloutChange.findMany({ ...(after === undefined ? {} : { where: { version: { lt: after } } }), orderBy: { version: 'desc' }, take: limit });

interface WindowRow {
  readonly counted: number;
  readonly failed: number;
  readonly compensated: number;
  readonly mean_seconds: number | null;
}

/** What became of the workflow's orders in a window. Declines, refusals and cancellations say nothing about it. */
export async function readCanaryWindow(tx: Pick<OrdersTx, '$queryRaw'>, { finishedSince, placedSince }: GuardWindow): Promise<CanaryWindow> {
  const rows = await tx.$queryRaw<WindowRow[]>`
    select count(*)::int as counted, (count(*) filter (where outcome in ('failed', 'timed_out')))::int as failed,
      (count(*) filter (where outcome = 'compensated'))::int as compensated,
      avg(extract(epoch from finished_at - placed_at) - coalesce(extract(epoch from r.decided_at - r.requested_at), 0))::float8 as mean_seconds
    from orders o left join order_reviews r on r.order_id = o.id
    where o.finished_at >= ${finishedSince} and o.placed_at >= ${placedSince} and o.path = 'orchestration' and o.status in ('COMPLETED', 'FAILED')
      and coalesce(o.failure ->> 'code', '') <> all(${refusalCodes})`;
  const [row] = rows;
  return { counted: row?.counted ?? 0, failed: row?.failed ?? 0, compensated: row?.compensated ?? 0, meanSeconds: row?.mean_seconds ?? 0 };
}
