import { Prisma } from '../generated/prisma/client.js';
import type { OrdersTx } from './client.js';

/** One line of an order's story, whatever it is about. */
export interface StoryLine {
  readonly at: Date;
  readonly kind: string;
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A place in a story, which runs from the oldest line to the newest. */
export interface LinePosition {
  readonly at: Date;
  readonly noted: Date;
  /** 0: something that happened; 1: a change of the order. */
  readonly source: number;
  readonly id: bigint;
}

/** A line with its place. */
export type PlacedLine = StoryLine & LinePosition;

/** Which lines are asked for: at most `limit` of each order, after a place. */
export interface TimelineQuery {
  readonly limit: number;
  readonly after?: LinePosition | undefined;
}

const MOST_LINES = 5000;

/** An order's whole story in the order of time: what happened, and every change of its status, refused ones included. */
export async function readTimeline(tx: Pick<OrdersTx, '$queryRaw'>, orderId: string): Promise<readonly StoryLine[]> {
  return (await readTimelines(tx, [orderId], { limit: MOST_LINES })).get(orderId) ?? [];
}

/** The stories of several orders by their ids, in one statement. An order without a line is missing. */
export async function readTimelines(
  tx: Pick<OrdersTx, '$queryRaw'>,
  orderIds: readonly string[],
  { limit, after }: TimelineQuery,
): Promise<ReadonlyMap<string, readonly PlacedLine[]>> {
  const rows = await tx.$queryRaw<(PlacedLine & { orderId: string })[]>`
    select o.id as "orderId", line.* from unnest(${[...orderIds]}::uuid[]) as o(id) cross join lateral (
      select * from (
        select occurred_at as at, kind, name,
          case when event_id is null then detail else detail || jsonb_build_object('eventId', event_id) end as detail,
          recorded_at as noted, 0 as source, id
        from order_timeline where order_id = o.id
        union all
        select occurred_at, case when applied then 'status' else 'refused' end, to_status,
          jsonb_strip_nulls(jsonb_build_object('from', from_status, 'version', version, 'reason', reason, 'refusal', refusal)), occurred_at, 1, id
        from order_changes where order_id = o.id
      ) as story ${from(after)} order by at, noted, source, id limit ${limit}
    ) as line order by at, noted, source, line.id`;
  const stories = new Map<string, PlacedLine[]>();
  for (const { orderId, ...line } of rows) {
    const story = stories.get(orderId);
    if (story === undefined) stories.set(orderId, [line]);
    else story.push(line);
  }
  return stories;
}

const from = (after: LinePosition | undefined): Prisma.Sql =>
  after === undefined
    ? Prisma.empty
    : Prisma.sql`where (at, noted, source, id) >
        (${after.at.toISOString()}::timestamptz, ${after.noted.toISOString()}::timestamptz, ${after.source}::int, ${after.id}::bigint)`;
