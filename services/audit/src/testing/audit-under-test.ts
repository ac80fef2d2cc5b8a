import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createService, type Clock, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, eventually, fakeDapr, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadAuditConfig } from '../config.js';
import { auditService, wireKeepDays, wireRunReplays } from '../service.js';
import { NOW } from './stories.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';
const OPERATOR_TOKEN = 'token-of-the-operator';

/** An audit of a test; no background loop runs. */
export type AuditUnderTest = Awaited<ReturnType<typeof startAudit>>;

/** Starts two replicas of an audit on a database of their own, with the days made ready. */
export async function startAudit(settings: Readonly<Record<string, string>> = {}) {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock(new Date(NOW));
  const [first, other] = [startReplica(testDatabase.url, clock, settings), startReplica(testDatabase.url, clock, settings)];
  const somebody = pgDatabase(testDatabase.url);
  await first.keepDays.runOnce();
  const rows = <Row>(sql: string, ...values: unknown[]) => somebody.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...first,
    other,
    clock,
    rows,
    /** Does `work` while somebody else holds the dedup row of an event, who lets go once `wanted` transactions wait. */
    meet: async <Result>(eventId: string, wanted: number, work: () => Promise<Result>): Promise<Result> => {
      const started = await somebody
        .transaction(async (tx) => {
          await tx.$executeRawUnsafe(`insert into platform.processed_events values ('audit', $1, now())`, eventId);
          const running = work();
          await eventually(async () => (await rows(WAITING)).length >= wanted);
          throw new LetGo(running);
        })
        .catch((error: unknown) => {
          if (error instanceof LetGo) return error.running as Promise<Result>;
          throw error;
        });
      return started;
    },
    /** Does `work` while somebody else has locked what a query finds. */
    locked: <Result>(sql: string, work: () => Promise<Result>): Promise<Result> =>
      somebody.transaction(async (tx) => {
        await tx.$queryRawUnsafe(`${sql} for update`);
        return work();
      }),
    /** The rows the archive has of an event, as text. */
    kept: async (id: string) =>
      (await rows<{ event: string }>('select event::text as event from events where id = $1', id)).map(({ event }) => event),
    letters: () => rows<{ event_id: string; reason: string; detail: string }>('select event_id, reason, detail from platform.dead_letters'),
    close: async () => {
      await Promise.all([first.service.stop(), other.service.stop(), somebody.close()]);
      await testDatabase.drop();
    },
  };
}

class LetGo extends Error {
  constructor(readonly running: Promise<unknown>) {
    super('rolled back on purpose');
  }
}

const WAITING = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

function startReplica(url: string, clock: Clock, settings: Readonly<Record<string, string>>) {
  const config = loadAuditConfig({
    AUDIT_DATABASE_URL: url,
    APP_PORT: '4113',
    DAPR_HTTP_PORT: '4213',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
    REPLAY_BATCH_SIZE: '3',
    ...settings,
  });
  const dapr = fakeDapr();
  const service = createService(auditService, config, { clock, dapr, loops: false });
  const parts = { keepDays: wireKeepDays(service.platform, config), runReplays: wireRunReplays(service.platform, config) };
  return { service, dapr, ...parts, ...client(service.app) };
}

type Headers = Readonly<Record<string, string>>;

function client(app: Parameters<typeof request>[0]) {
  const operator = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const send = (method: 'get' | 'post', path: string, body?: object, headers: Headers = operator): Promise<Response> =>
    request(app)
      [method](path)
      .set(headers)
      .send(body)
      .then((response) => response);
  return {
    get: (path: string, headers?: Headers) => send('get', path, undefined, headers),
    post: (path: string, body?: object, headers?: Headers) => send('post', path, body, headers),
    replay: (body: object, key: string = randomUUID()) => send('post', '/replays', body, { ...operator, 'idempotency-key': key }),
    /** Bulk deliveries, one a topic, as the sidecar makes them. Resolves to the status of each entry. */
    deliver: async (events: readonly unknown[], topic = (events[0] as PlatformEvent).type): Promise<string[]> => {
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const delivery = { id: 'a-delivery', entries, topic, pubsubname: 'pubsub' };
      const response = await send('post', `/events/${topic}`, delivery, { 'dapr-api-token': SIDECAR_TOKEN });
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
  };
}
