import { join } from 'node:path';
import { createService, type Clock, type Logger, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, eventually, fakeFaults, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadNotificationConfig } from '../config.js';
import { notificationService } from '../service.js';
import { AT } from './events.js';
import { fakeSidecar, letterOf } from './sidecar.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';
const OPERATOR = { authorization: 'Bearer token-of-the-operator' };

/** A notification service of a test; no background loop runs. */
export type NotificationUnderTest = Awaited<ReturnType<typeof startNotification>>;

/** One row of `mails`. */
export interface MailRow {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly reason: string | null;
  readonly order_number: string | null;
  readonly customer_id: string | null;
  readonly round: number;
  readonly sent_at: Date | null;
}

/** Starts two replicas of notification on a database of their own, each with a sidecar of its own. */
export async function startNotification(settings: NodeJS.ProcessEnv = {}) {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock(new Date(AT));
  const unknown = new Set<string>();
  const replica = () => startReplica(testDatabase.url, clock, unknown, settings);
  const [first, other] = [replica(), replica()];
  const somebody = pgDatabase(testDatabase.url);
  const rows = <Row>(sql: string, ...values: unknown[]) => somebody.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  const waiting = async () => (await rows(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length;
  return {
    ...first,
    other,
    clock,
    rows,
    /** Orders that orders does not know. */
    unknown,
    /** Does `work` while somebody else has done `sql` and not committed it, who does once `wanted` transactions wait for a lock. */
    meet: async <Result>(sql: string, wanted: number, work: () => Promise<Result>): Promise<Result> => {
      const { running } = await somebody.transaction(async (tx) => {
        await tx.$queryRawUnsafe(sql);
        const started = work();
        await eventually(async () => (await waiting()) >= wanted);
        return { running: started };
      });
      return running;
    },
    mails: (orderId: string) => rows<MailRow>('select * from mails where order_id = $1::uuid order by kind', orderId),
    intents: (orderId: string) =>
      rows<{ key: string; status: string; payload: object; outcome: unknown; last_error: string | null }>(
        `select key, status, payload, outcome, last_error from platform.intents where key like $1 || ':%' order by created_at, key`,
        orderId,
      ),
    letters: () => rows<{ event_id: string; reason: string }>('select event_id, reason from platform.dead_letters'),
    close: async () => {
      await Promise.all([first.service.stop(), other.service.stop(), somebody.close()]);
      await testDatabase.drop();
    },
  };
}

function startReplica(url: string, clock: Clock, unknown: ReadonlySet<string>, settings: NodeJS.ProcessEnv) {
  const config = loadNotificationConfig({
    NOTIFICATION_DATABASE_URL: url,
    APP_PORT: '4110',
    DAPR_HTTP_PORT: '4210',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: 'token-of-the-operator',
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
    ...settings,
  });
  const [dapr, faults, log] = [fakeSidecar(unknown), fakeFaults(), listeningLog()];
  const service = createService(notificationService, config, { clock, dapr, faults, log: log.logger, loops: false });
  return {
    ...{ service, dapr, faults },
    logged: log.lines,
    ...client(service.app),
    /** One round of the worker that sends mails. */
    work: () => service.intentWorker.runOnce(),
    /** What the mail server has taken for an order, oldest first. */
    taken: (orderId: string) => dapr.bindings.map(({ request: sent }) => letterOf(sent)).filter(({ to }) => to?.includes(orderId)),
  };
}

/** Keeps what is logged as it was given, before anything could be blanked. */
function listeningLog() {
  const lines: string[] = [];
  const readable = (_key: string, value: unknown): unknown =>
    value instanceof Error ? [value.name, value.stack, value.cause, Object.entries(value)] : value;
  const note = (...args: unknown[]): void => void lines.push(JSON.stringify(args, readable));
  const logger = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, note]));
  return { lines, logger: logger as unknown as Logger };
}

function client(app: Parameters<typeof request>[0]) {
  const send = (method: 'get' | 'post', path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<Response> =>
    request(app)
      [method](path)
      .set(headers)
      .send(body)
      .then((response) => response);
  return {
    get: (path: string, headers: Readonly<Record<string, string>> = OPERATOR) => send('get', path, headers),
    resend: (id: string, query = '', headers: Readonly<Record<string, string>> = OPERATOR) => send('post', `/mails/${id}/resend${query}`, headers),
    /** One event under some token. Resolves to the HTTP status. */
    handIn: async (event: PlatformEvent, token: string) => (await send('post', `/events/${event.type}`, { 'dapr-api-token': token }, event)).status,
    /** One bulk delivery, as the sidecar makes it. Resolves to the status of each entry. */
    deliver: async (events: readonly PlatformEvent<object>[]): Promise<string[]> => {
      const topic = events[0]?.type ?? '';
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const delivery = { id: 'a-delivery', entries, topic, pubsubname: 'pubsub' };
      const response = await send('post', `/events/${topic}`, { 'dapr-api-token': SIDECAR_TOKEN }, delivery);
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
  };
}
