import type { Decision, Reason } from '../domain/assess.js';
import type { Score } from '../domain/score.js';
import type { History } from '../domain/signals.js';
import type { Prisma, Score as ScoreRow } from '../generated/prisma/client.js';
import type { FraudTx } from './client.js';

/** How many of a customer's last orders tell where the goods usually go. */
const LAST_ORDERS = 20;

/** What was said of an order. */
export async function findScore(tx: FraudTx, orderId: string): Promise<Score | undefined> {
  const row = await tx.score.findUnique({ where: { orderId } });
  return row === null ? undefined : toScore(row);
}

/** Stores a score; false where the order has one, or the key was used for another order. */
export async function insertScore(tx: FraudTx, { reasons, inputs, ...rest }: Score, idempotencyKey: string): Promise<boolean> {
  const data = { ...rest, idempotencyKey, reasons: asJson(reasons), inputs: asJson(inputs) };
  const { count } = await tx.score.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

/** What is asked of a customer's past: whose, since when, and up to how many orders are counted. */
export interface HistoryQuery {
  readonly customerId: string;
  readonly since: Date;
  readonly limit: number;
}

/** A customer's earlier orders: one statement along one index, at most `limit` entries of it. */
export async function readHistory(tx: FraudTx, { customerId, since, limit }: HistoryQuery): Promise<History> {
  const rows = await tx.$queryRaw<History[]>`
    select
      (select count(*)::int from (
        select 1 from scores where customer_id = ${customerId} and scored_at > ${since.toISOString()}::timestamptz limit ${limit}
      ) recent) as "recentOrders",
      (select coalesce(array_agg(country::text order by scored_at desc), '{}') from (
        select country, decision, scored_at from scores where customer_id = ${customerId} order by scored_at desc limit ${LAST_ORDERS}
      ) last where decision = 'approve') as countries`;
  return rows[0] ?? { recentOrders: 0, countries: [] };
}

function toScore({ idempotencyKey, ...row }: ScoreRow): Score {
  return {
    ...row,
    decision: row.decision as Decision,
    reasons: row.reasons as unknown as Reason[],
    inputs: row.inputs as unknown as Score['inputs'],
  };
}

const asJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;
