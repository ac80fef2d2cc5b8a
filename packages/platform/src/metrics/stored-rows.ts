import { DEAD_REASONS } from '../consumer/classify.js';
import type { Tx } from '../database/tx.js';
import type { Clock } from '../runtime/clock.js';
import type { Metrics } from './metrics.js';

/** Whose rows are counted. Topics and kinds named here have a value even where they have no row. */
export interface StoredRowsSettings {
  readonly metrics: Metrics;
  readonly sql: Tx;
  readonly clock: Clock;
  readonly knownTopics: readonly string[];
  readonly subscribedTopics: readonly string[];
  readonly intentKinds: readonly string[];
}

interface Found {
  readonly depth: number;
  readonly oldestAge: number | null;
  readonly parked: number;
  readonly retries: number;
  readonly letters: readonly { readonly topic: string; readonly reason: string; readonly count: number }[];
  readonly intents: readonly { readonly kind: string; readonly count: number; readonly age: number }[];
}

/** Counting stops there: a scrape must cost the same in the outage that fills a table with a million rows. */
const MOST_UNSENT = 100_000;
const MOST_OTHERS = 10_000;

/**
 * One round trip. Each part stops at its limit and reads an index or no further than it must, also before the tables were ever
 * analysed; hence an order by only where the index that has it would be left aside. Ages are by the service's own clock, as the rows are.
 */
const SQL = `select
  (select count(*)::int from (select from platform.outbox_events where sent_at is null and parked_at is null limit ${MOST_UNSENT}) unsent)
    as depth,
  (select extract(epoch from $1::timestamptz - created_at)::float8 from platform.outbox_events
    where sent_at is null and parked_at is null order by number limit 1) as "oldestAge",
  (select count(*)::int from (select from platform.outbox_events where parked_at is not null order by parked_at limit ${MOST_OTHERS}) parked)
    as parked,
  (select count(*)::int from (select from platform.event_retries limit ${MOST_OTHERS}) waiting) as retries,
  (select coalesce(json_agg(letter), '[]') from (select case when topic = any($2::text[]) then topic else 'unknown' end as topic, reason,
      count(*)::int from (select topic, reason from platform.dead_letters order by created_at desc, id desc limit ${MOST_OTHERS}) newest
    group by 1, 2) letter) as letters,
  (select coalesce(json_agg(intent), '[]') from (select case when kind = any($3::text[]) then kind else 'unknown' end as kind, count(*)::int,
      extract(epoch from $1::timestamptz - min(created_at))::float8 as age
    from (select kind, created_at from platform.intents where status = 'OPEN' limit ${MOST_OTHERS}) waiting group by 1) intent) as intents`;

const help = (text: string, most?: number): string =>
  `${text}, in the service's database: the same from each replica${most === undefined ? '' : `. Not counted beyond ${most}`}`;

const GAUGES = [
  { name: 'outbox_depth', help: help('Events that wait to be sent', MOST_UNSENT) },
  { name: 'outbox_oldest_age_seconds', help: help('Age of the event that has waited longest to be sent, 0 when none does') },
  { name: 'outbox_parked', help: help('Events that cannot be sent', MOST_OTHERS) },
  { name: 'event_retries_pending', help: help('Events whose handler failed and will be tried again', MOST_OTHERS) },
  { name: 'dead_letter_depth', help: help('Events given up, until they are redriven or discarded', MOST_OTHERS), labels: ['topic', 'reason'] },
  { name: 'intents_pending', help: help('Calls to the outside whose outcome is not on record', MOST_OTHERS), labels: ['kind'] },
  { name: 'intent_oldest_age_seconds', help: help('Age of the oldest call to the outside whose outcome is not on record'), labels: ['kind'] },
] as const;

/** Tells of what waits in the platform's tables, read at each scrape. */
export function observeStoredRows({ metrics, sql, clock, subscribedTopics, knownTopics, intentKinds }: StoredRowsSettings): void {
  const topics = [...new Set([...knownTopics, ...subscribedTopics])];
  const noLetters = subscribedTopics.flatMap((topic) => DEAD_REASONS.map((reason) => ({ labels: { topic, reason }, value: 0 })));
  const noIntents = intentKinds.map((kind) => ({ labels: { kind }, value: 0 }));
  metrics.readings('stored_rows', GAUGES, async () => {
    const [found] = await sql.$queryRawUnsafe<Found[]>(SQL, clock.now(), topics, intentKinds);
    if (found === undefined) return {};
    const { letters, intents } = found;
    // What is found replaces the 0 under the same labels.
    return {
      outbox_depth: [{ value: found.depth }],
      outbox_oldest_age_seconds: [{ value: Math.max(0, found.oldestAge ?? 0) }],
      outbox_parked: [{ value: found.parked }],
      event_retries_pending: [{ value: found.retries }],
      dead_letter_depth: [...noLetters, ...letters.map(({ topic, reason, count }) => ({ labels: { topic, reason }, value: count }))],
      intents_pending: [...noIntents, ...intents.map(({ kind, count }) => ({ labels: { kind }, value: count }))],
      intent_oldest_age_seconds: [...noIntents, ...intents.map(({ kind, age }) => ({ labels: { kind }, value: Math.max(0, age) }))],
    };
  });
}
