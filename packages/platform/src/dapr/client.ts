import { Pool } from 'undici';
import { activeTraceparent } from '../events/trace.js';
import { currentFlow } from '../runtime/context.js';
import { Unavailable } from '../runtime/errors.js';
import type { DaprClient, InvokeRequest, InvokeResponse, OutgoingEvent } from './types.js';

/** What the client needs to reach its sidecar. */
export interface DaprClientSettings {
  readonly port: number;
  /** Default 127.0.0.1: a sidecar is always beside its service. */
  readonly host?: string;
  /** Sent as `dapr-api-token`. */
  readonly token?: string | undefined;
  readonly pubsubName: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

type Send = (call: Call) => Promise<Answer>;

const CONNECTIONS = 32;
const DEADLINE_MS = 5_000;
const PUBLISH_TIMEOUT_MS = 8_000;
const STATE_TIMEOUT_MS = 3_000;
const CONTROL_TIMEOUT_MS = 2_000;
/** Enough to outlast a sidecar that starts again; the deadline ends it earlier. */
const ATTEMPTS = 20;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_000;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Makes the client of a service's own sidecar, on one pool of kept-alive connections. */
export function createDaprClient(settings: DaprClientSettings): DaprClient {
  const origin = `http://${settings.host ?? '127.0.0.1'}:${settings.port}`;
  const pool = new Pool(origin, { connections: CONNECTIONS, keepAliveTimeout: 30_000 });
  const send: Send = (call) => request(pool, settings.token, call);
  return {
    invoke: (appId, call) => invoke(send, appId, call),
    publishBulk: (topic, events) => publishBulk(send, settings.pubsubName, topic, events),
    getState: (store, key) => getState(send, store, key),
    saveState: (store, key, value, etag) => saveState(send, store, key, value, etag),
    components: async () => {
      const answer = expectOk(await send({ method: 'GET', path: '/v1.0/metadata', timeoutMs: CONTROL_TIMEOUT_MS }), 'metadata');
      const { components } = JSON.parse(answer.text) as { components?: { name: string }[] };
      return (components ?? []).map(({ name }) => name);
    },
    healthy: () =>
      send({ method: 'GET', path: '/v1.0/healthz/outbound', timeoutMs: CONTROL_TIMEOUT_MS }).then(
        ({ status }) => status < 300,
        () => false,
      ),
    shutdown: async () => {
      await send({ method: 'POST', path: '/v1.0/shutdown', timeoutMs: CONTROL_TIMEOUT_MS });
    },
    close: () => pool.close(),
  };
}

async function request(pool: Pool, token: string | undefined, call: Call): Promise<Answer> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(call.timeoutMs)));
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  try {
    const { statusCode, headers, body } = await pool.request({
      method: call.method,
      path: call.path,
      headers: { ...call.headers, ...(token === undefined ? {} : { 'dapr-api-token': token }) },
      body: call.body ?? null,
      signal,
    });
    return { status: statusCode, headers: flat(headers), text: await body.text() };
  } catch (error) {
    throw new Unavailable('SIDECAR_UNAVAILABLE', `the sidecar did not answer ${call.method} ${call.path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

function expectOk(answer: Answer, what: string): Answer {
  if (answer.status < 300) return answer;
  throw new Unavailable('SIDECAR_REFUSED', `the sidecar answered ${what} with ${answer.status}: ${answer.text.slice(0, 300)}`);
}

async function invoke<Body>(send: Send, appId: string, call: InvokeRequest): Promise<InvokeResponse<Body>> {
  const repeatable = call.method === 'GET' || call.idempotencyKey !== undefined;
  const attempts = repeatable ? (call.attempts ?? ATTEMPTS) : 1;
  const deadline = performance.now() + (call.deadlineMs ?? DEADLINE_MS);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await invokeOnce<Body>(send, appId, call, deadline - performance.now());
    } catch (error) {
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
      if (attempt >= attempts || call.signal?.aborted === true || performance.now() + wait >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function invokeOnce<Body>(send: Send, appId: string, call: InvokeRequest, timeoutMs: number): Promise<InvokeResponse<Body>> {
  const traceparent = activeTraceparent();
  const { correlationId } = currentFlow();
  const headers = {
    ...(call.body === undefined ? {} : JSON_TYPE),
    ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(correlationId === undefined ? {} : { 'x-correlation-id': correlationId }),
    ...call.headers,
  };
  const answer = await send({
    method: call.method,
    path: `/v1.0/invoke/${encodeURIComponent(appId)}/method${call.path}`,
    headers,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    timeoutMs,
    signal: call.signal,
  });
  if (answer.status >= 500 || answer.status === 429) {
    throw new Unavailable('INVOCATION_FAILED', `${appId} answered ${call.method} ${call.path} with ${answer.status}`);
  }
  return { status: answer.status, headers: answer.headers, body: parseBody(answer.text) as Body };
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

const CLOUD_EVENT = 'application/cloudevents+json';

async function publishBulk(send: Send, pubsub: string, topic: string, events: readonly OutgoingEvent[]): Promise<ReadonlyMap<string, string>> {
  const answer = await send({
    method: 'POST',
    path: `/v1.0-alpha1/publish/bulk/${pubsub}/${topic}`,
    headers: JSON_TYPE,
    body: JSON.stringify(events.map(({ entryId, event }) => ({ entryId, event, contentType: CLOUD_EVENT }))),
    timeoutMs: PUBLISH_TIMEOUT_MS,
  });
  if (answer.status < 300) return new Map();
  // Bulk is an alpha route: a sidecar without it answers 404 or 501 with no error code of pub/sub's own.
  if ((answer.status === 404 || answer.status === 501) && !answer.text.includes('ERR_PUBSUB')) return publishEach(send, pubsub, topic, events);
  const failed = failedEntries(answer.text);
  if (failed !== undefined) return failed;
  if (refusesContent(answer)) return publishHalves(send, pubsub, topic, events, answer);
  throw new Unavailable('PUBLISH_FAILED', `the sidecar answered the publication on ${topic} with ${answer.status}: ${answer.text.slice(0, 300)}`);
}

/** The request itself is refused: too large in all, or with an event the sidecar cannot read. The same again has no chance. */
function refusesContent({ status, text }: Answer): boolean {
  return status === 413 || /ERR_PUBSUB_(CLOUD_)?EVENTS_SER/.test(text);
}

/** Finds the events at fault by halving, so that they block no other. */
async function publishHalves(
  send: Send,
  pubsub: string,
  topic: string,
  events: readonly OutgoingEvent[],
  answer: Answer,
): Promise<ReadonlyMap<string, string>> {
  const [first] = events;
  if (events.length <= 1) return new Map(first === undefined ? [] : [[first.entryId, `${answer.status}: ${answer.text.slice(0, 300)}`]]);
  const middle = Math.ceil(events.length / 2);
  const left = await publishBulk(send, pubsub, topic, events.slice(0, middle));
  return new Map([...left, ...(await publishBulk(send, pubsub, topic, events.slice(middle)))]);
}

function failedEntries(text: string): ReadonlyMap<string, string> | undefined {
  const body = parseBody(text) as { failedEntries?: { entryId: string; error?: string }[] } | undefined;
  if (!Array.isArray(body?.failedEntries) || body.failedEntries.length === 0) return undefined;
  return new Map(body.failedEntries.map(({ entryId, error }) => [entryId, error ?? 'refused']));
}

/** The stable route, one event a call, in order. An outage in mid-way is reported for the rest, not thrown. */
async function publishEach(send: Send, pubsub: string, topic: string, events: readonly OutgoingEvent[]): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { entryId, event } of events) {
    const answer = await send({
      method: 'POST',
      path: `/v1.0/publish/${pubsub}/${topic}`,
      headers: { 'content-type': CLOUD_EVENT },
      body: JSON.stringify(event),
      timeoutMs: PUBLISH_TIMEOUT_MS,
    });
    if (answer.status >= 300) failed.set(entryId, `${answer.status}: ${answer.text.slice(0, 300)}`);
  }
  return failed;
}

async function getState(send: Send, store: string, key: string): Promise<{ value: unknown; etag: string } | undefined> {
  const answer = await send({ method: 'GET', path: `/v1.0/state/${store}/${key}?consistency=strong`, timeoutMs: STATE_TIMEOUT_MS });
  if (answer.status === 204 || (answer.status === 200 && answer.text === '')) return undefined;
  expectOk(answer, `state ${store}/${key}`);
  return { value: parseBody(answer.text), etag: answer.headers['etag'] ?? '' };
}

async function saveState(send: Send, store: string, key: string, value: unknown, etag: string | undefined): Promise<boolean> {
  const options = { concurrency: 'first-write', consistency: 'strong' };
  const item = { key, value, options, ...(etag === undefined ? {} : { etag }) };
  const answer = await send({
    method: 'POST',
    path: `/v1.0/state/${store}`,
    headers: JSON_TYPE,
    body: JSON.stringify([item]),
    timeoutMs: STATE_TIMEOUT_MS,
  });
  if (answer.status < 300) return true;
  // A conflict and a store that is away cannot be told apart by the answer (409 for both, 500 for a key that exists): the key can.
  if ((await getState(send, store, key))?.etag !== etag) return false;
  expectOk(answer, `state ${store}/${key}`);
  return false;
}
