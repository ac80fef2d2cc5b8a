import type { OrdersTx } from './client.js';

/** What is undone for an order, in the words of the saga. */
export type CompensationStep = 'CancelShipment' | 'RefundPayment' | 'ReleaseInventoryReservation';

/** One compensation of one order. FAILED: it waits for an operator. */
export interface Compensation {
  readonly orderId: string;
  readonly step: CompensationStep;
  readonly status: 'PENDING' | 'DONE' | 'FAILED';
  readonly attempts: number;
  readonly lastError: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a compensation is known by. */
export type CompensationKey = Pick<Compensation, 'orderId' | 'step'>;

/** Puts on record what is to be undone for an order; what stands there stays. */
export async function openCompensations(tx: OrdersTx, orderId: string, steps: readonly CompensationStep[], now: Date): Promise<void> {
  await tx.$executeRaw`
    insert into order_compensations (order_id, step, created_at, updated_at)
    select ${orderId}::uuid, step, ${now}, ${now} from unnest(${[...steps]}::text[]) as s(step)
    on conflict (order_id, step) do nothing`;
}

/** True once anything of an order is to be undone. */
export async function isUndoing(tx: Pick<OrdersTx, '$queryRaw'>, orderId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`select 1 from order_compensations where order_id = ${orderId}::uuid limit 1`;
  return rows.length > 0;
}

/** Notes that an attempt begins, unless the compensation is done: resolves to how it stands then. */
export async function beginAttempt(tx: OrdersTx, { orderId, step }: CompensationKey, now: Date): Promise<'PENDING' | 'DONE'> {
  const begun = await tx.$executeRaw`
    insert into order_compensations (order_id, step, attempts, created_at, updated_at) values (${orderId}::uuid, ${step}, 1, ${now}, ${now})
    on conflict (order_id, step) do update set attempts = order_compensations.attempts + 1, updated_at = excluded.updated_at, status = 'PENDING'
      where order_compensations.status <> 'DONE'`;
  return begun === 1 ? 'PENDING' : 'DONE';
}

/** Notes why an attempt failed. One that was parked meanwhile stays parked: nobody waits for this attempt any more. */
export async function noteError(tx: OrdersTx, { orderId, step }: CompensationKey, lastError: string, now: Date): Promise<void> {
  await tx.orderCompensation.updateMany({ where: { orderId, step, status: 'PENDING' }, data: { lastError, updatedAt: now } });
}

/** Ends a compensation; false where it had ended so before. Nothing follows DONE. */
export async function settleCompensation(
  tx: OrdersTx,
  { orderId, step }: CompensationKey,
  { status, lastError }: { readonly status: 'DONE' | 'FAILED'; readonly lastError: string | undefined },
  now: Date,
): Promise<boolean> {
  const open = status === 'DONE' ? { not: 'DONE' } : 'PENDING';
  const data = { status, lastError: lastError ?? null, updatedAt: now };
  return (await tx.orderCompensation.updateMany({ where: { orderId, step, status: open }, data })).count === 1;
}

/** Takes a compensation out of the operators' queue, to be made again; false when it is not there. */
export async function reopenCompensation(tx: OrdersTx, { orderId, step }: CompensationKey, now: Date): Promise<boolean> {
  const data = { status: 'PENDING', updatedAt: now };
  return (await tx.orderCompensation.updateMany({ where: { orderId, step, status: 'FAILED' }, data })).count === 1;
}

/** Where the page of the queue before ended. */
export interface CompensationPosition extends CompensationKey {
  readonly updatedAt: Date;
}

/** Compensations that wait for an operator, the oldest first. */
export async function listFailed(
  tx: Pick<OrdersTx, 'orderCompensation'>,
  { limit, after }: { readonly limit: number; readonly after: CompensationPosition | undefined },
): Promise<readonly Compensation[]> {
  const rows = await tx.orderCompensation.findMany({
    where: { status: 'FAILED', ...(after && { OR: following(after) }) },
    orderBy: [{ updatedAt: 'asc' }, { orderId: 'asc' }, { step: 'asc' }],
    take: limit,
  });
  return rows.map(toCompensation);
}

const following = ({ updatedAt, orderId, step }: CompensationPosition) => [
  { updatedAt: { gt: updatedAt } },
  { updatedAt, orderId: { gt: orderId } },
  { updatedAt, orderId, step: { gt: step as string } },
];

/** How many compensations wait for an operator. */
export const countFailed = (tx: Pick<OrdersTx, 'orderCompensation'>): Promise<number> => tx.orderCompensation.count({ where: { status: 'FAILED' } });

/** One compensation of one order. */
export async function findCompensation(tx: Pick<OrdersTx, 'orderCompensation'>, orderId: string, step: string): Promise<Compensation | undefined> {
  const row = await tx.orderCompensation.findUnique({ where: { orderId_step: { orderId, step } } });
  return row === null ? undefined : toCompensation(row);
}

type Row = Awaited<ReturnType<OrdersTx['orderCompensation']['findMany']>>[number];

const toCompensation = ({ step, status, lastError, ...row }: Row): Compensation => ({
  ...row,
  step: step as CompensationStep,
  status: status as Compensation['status'],
  lastError: lastError ?? undefined,
});
