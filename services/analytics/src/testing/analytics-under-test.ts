import { join } from 'node:path';
import { createService, type Clock, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request from 'supertest';
import { loadAnalyticsConfig } from '../config.js';
import { analyticsService } from '../service.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';

/** An analytics of a test; no background loop runs. */
export type AnalyticsUnderTest = Awaited<ReturnType<typeof startAnalytics>>;

/** Starts two replicas of an analytics on a database of their own. The clock stands at the end of January 2026. */
export async function startAnalytics() {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock(new Date('2026-01-31T00:00:00.000Z'));
  const [first, other] = [startReplica(testDatabase.url, clock), startReplica(testDatabase.url, clock)];
  const somebody = pgDatabase(testDatabase.url);
  const rows = <Row>(sql: string, ...values: unknown[]) => somebody.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...first,
    other,
    clock,
    rows,
    /** All there is, as the database tells it. */
    facts: () => rows<Record<string, unknown>>(FACTS),
    clear: () =>
      rows('truncate order_facts, order_items, money_facts, cart_facts, platform.processed_events, platform.event_retries, platform.dead_letters'),
    letters: () => rows<{ event_id: string; reason: string; detail: string }>('select event_id, reason, detail from platform.dead_letters'),
    close: async () => {
      await Promise.all([first.service.stop(), other.service.stop(), somebody.close()]);
      await testDatabase.drop();
    },
  };
}

const FACTS = `
  select 'order' as what, to_jsonb(f)::text as row from order_facts f
  union all select 'item', to_jsonb(i)::text from order_items i
  union all select 'money', to_jsonb(m)::text from money_facts m
  union all select 'cart', to_jsonb(c)::text from cart_facts c
  order by 1, 2`;

function startReplica(url: string, clock: Clock) {
  const config = loadAnalyticsConfig({
    ANALYTICS_DATABASE_URL: url,
    APP_PORT: '4112',
    DAPR_HTTP_PORT: '4212',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: 'token-of-the-operator',
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
  });
  const service = createService(analyticsService, config, { clock, dapr: fakeDapr(), loops: false });
  const deliver = async (events: readonly PlatformEvent[], token = SIDECAR_TOKEN): Promise<string[]> => {
    const topic = events[0]?.type ?? '';
    const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
    const response = await request(service.app).post(`/events/${topic}`).set('dapr-api-token', token).send({ id: 'a-delivery', entries, topic });
    return ((response.body as { statuses?: { status: string }[] }).statuses ?? []).map(({ status }) => status);
  };
  return {
    service,
    get: (path: string) =>
      request(service.app)
        .get(path)
        .then((response) => response),
    /** One bulk delivery, as the sidecar makes it. Resolves to the status of each entry. */
    deliver,
    /** Each event in a delivery of its own, in this order. */
    deliverEach: async (events: readonly PlatformEvent[]) => {
      for (const event of events) await deliver([event]);
    },
  };
}
