import request from 'supertest';
import { Conflict, InvalidInput, NotFound, PaymentRequired, PreconditionFailed, Unavailable, Unprocessable } from '../runtime/errors.js';
import { currentFlow } from '../runtime/context.js';
import { createMetrics } from '../metrics/metrics.js';
import { silentLog } from '../testing/index.js';
import { createHttpApp } from './app.js';
import type { HttpAppSettings } from './settings.js';
import { route, type Route } from './types.js';

const body = {
  name: 'a pair',
  validate: (value: unknown) => ((value as { n?: unknown } | null)?.n === 1 ? [] : [{ pointer: '/n', message: 'must be 1', keyword: 'const' }]),
};
const appWith = (routes: readonly Route[] = [], over: Partial<HttpAppSettings> = {}) =>
  createHttpApp({
    routes,
    subscriptionList: () => [{ topic: 't' }],
    receive: (topic, delivered) => Promise.resolve({ topic, delivered }),
    readiness: [],
    stopping: new AbortController().signal,
    bodyLimitKb: 1,
    appApiToken: 'sidecar-token-sidecar',
    adminToken: 'admin-token-admin-token',
    metrics: createMetrics('tests'),
    log: silentLog(),
    ...over,
  });
const throwing = (error: unknown): Route => route({ method: 'get', path: '/x', handle: () => Promise.reject(error as Error) });

test('when a body breaks its contract, then the problem names each pointer and the use case never runs', async () => {
  let ran = false;
  const app = appWith([route({ method: 'post', path: '/x', body, handle: async () => ((ran = true), { status: 200 }) })]);
  const answer = await request(app).post('/x').send({ n: 2 });
  expect(answer.status).toBe(400);
  expect(answer.type).toBe('application/problem+json');
  expect(answer.body).toMatchObject({
    type: 'https://sidecart.dev/problems/invalid-input',
    status: 400,
    code: 'INVALID_INPUT',
    instance: '/x',
    errors: [{ pointer: '/n', detail: 'must be 1' }],
  });
  expect(ran).toBe(false);
});

test.each([
  ['malformed JSON', '{"n":', 'application/json', 400, 'MALFORMED_JSON'],
  ['another media type', 'n=1', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a body too large', JSON.stringify({ n: 'x'.repeat(2_000) }), 'application/json', 413, 'BODY_TOO_LARGE'],
])('when %s is sent, then it is refused as a problem', async (_what, sent, type, status, code) => {
  const app = appWith([route({ method: 'post', path: '/x', body, handle: () => Promise.resolve({ status: 200 }) })]);
  const answer = await request(app).post('/x').set('content-type', type).send(sent);
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
});

test('when no body is sent where one is needed, then 400 says so', async () => {
  const app = appWith([route({ method: 'post', path: '/x', body, handle: () => Promise.resolve({ status: 200 }) })]);
  expect((await request(app).post('/x')).body).toMatchObject({ status: 400, errors: [{ pointer: '' }] });
});

test.each([
  [new InvalidInput('bad', []), 400, 'INVALID_INPUT'],
  [new PaymentRequired('PAYMENT_DECLINED', 'no'), 402, 'PAYMENT_DECLINED'],
  [new NotFound('order', '1'), 404, 'NOT_FOUND'],
  [new Conflict('BUSY', 'wait', { retryAfterSeconds: 7 }), 409, 'BUSY'],
  [new PreconditionFailed('stale'), 412, 'PRECONDITION_FAILED'],
  [new Unprocessable('NO', 'no'), 422, 'NO'],
  [new Unavailable('AWAY', 'later'), 503, 'AWAY'],
])('when a use case throws %p, then the answer is %p %p', async (error, status, code) => {
  const answer = await request(appWith([throwing(error)])).get('/x');
  expect(answer.body).toMatchObject({ status, code, detail: error.message });
  expect(answer.status).toBe(status);
  if (code === 'BUSY') expect(answer.headers['retry-after']).toBe('7');
});

test('when something unforeseen is thrown, then the 500 says nothing of the inside and names the trace', async () => {
  const answer = await request(appWith([throwing(new Error('password=hunter2'))]))
    .get('/x')
    .set('x-request-id', 'r-1');
  expect(answer.body).toMatchObject({ status: 500, code: 'INTERNAL', traceId: 'r-1' });
  expect(JSON.stringify(answer.body)).not.toContain('hunter2');
});

test('when the path or the method is unknown, then 404 or 405 with Allow', async () => {
  const app = appWith([route({ method: 'get', path: '/x', handle: () => Promise.resolve({ status: 200 }) })]);
  expect((await request(app).get('/none')).body).toMatchObject({ status: 404, code: 'NO_SUCH_ROUTE' });
  const answer = await request(app).delete('/x');
  expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET']);
});

test('when a UUID parameter is no UUID, then 404 without asking the use case', async () => {
  const app = appWith([route({ method: 'get', path: '/orders/:id', uuidParams: ['id'], handle: () => Promise.reject(new Error('asked')) })]);
  expect((await request(app).get('/orders/1%27')).status).toBe(404);
});

test('when an Idempotency-Key is required and missing or not printable, then 400 names the header', async () => {
  const app = appWith([
    route({
      method: 'post',
      path: '/x',
      idempotencyKey: 'required',
      handle: async ({ idempotencyKey }) => ({ status: 200, body: { idempotencyKey } }),
    }),
  ]);
  expect((await request(app).post('/x')).body).toMatchObject({ errors: [{ pointer: '/headers/idempotency-key' }] });
  expect((await request(app).post('/x').set('idempotency-key', 'a b')).status).toBe(400);
  expect((await request(app).post('/x').set('idempotency-key', 'k-1')).body).toEqual({ idempotencyKey: 'k-1' });
});

test('when an admin route is called without the token, then 401; with it, it runs', async () => {
  const app = appWith([route({ method: 'get', path: '/x', access: 'admin', handle: () => Promise.resolve({ status: 200, body: 1 }) })]);
  expect((await request(app).get('/x')).status).toBe(401);
  expect((await request(app).get('/x').set('authorization', 'Bearer wrong')).status).toBe(401);
  expect((await request(app).get('/x').set('authorization', 'Bearer admin-token-admin-token')).status).toBe(200);
});

test('when an event route is called without the sidecar’s token, then 401; with it, the delivery is taken', async () => {
  const app = appWith();
  expect((await request(app).post('/events/a.b.c').send({})).status).toBe(401);
  const answer = await request(app)
    .post('/events/a.b.c')
    .set('dapr-api-token', 'sidecar-token-sidecar')
    .set('content-type', 'application/cloudevents+json')
    .send('{"id":1}');
  expect(answer.body).toEqual({ topic: 'a.b.c', delivered: { id: 1 } });
  expect((await request(app).get('/dapr/subscribe')).body).toEqual([{ topic: 't' }]);
});

test('when a request carries ids, then they come back and follow the flow; without, they are made', async () => {
  const app = appWith([route({ method: 'get', path: '/x', handle: () => Promise.resolve({ status: 200, body: currentFlow() }) })]);
  const answer = await request(app).get('/x').set('x-correlation-id', 'flow-1');
  expect(answer.headers['x-correlation-id']).toBe('flow-1');
  expect(answer.body).toMatchObject({ correlationId: 'flow-1' });
  const made = await request(app).get('/x');
  expect(made.headers['x-request-id']).toBe(made.headers['x-correlation-id']);
});

test('when a request comes with a trace, then its flow knows which, whether or not anything is traced here', async () => {
  const app = appWith([route({ method: 'get', path: '/x', handle: () => Promise.resolve({ status: 200, body: currentFlow() }) })]);
  const answer = await request(app).get('/x').set('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  expect(answer.body).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
  expect((await request(app).get('/x').set('traceparent', 'none')).body).not.toHaveProperty('traceId');
});

test('when a readiness check fails or the service drains, then readyz says which and healthz stays well', async () => {
  const failing = appWith([], { readiness: [{ name: 'database', check: () => Promise.reject(new Error('no')) }], stopping: AbortSignal.abort() });
  const answer = await request(failing).get('/readyz');
  expect([answer.status, answer.body]).toEqual([503, { status: 'not ready', failing: ['database', 'draining'] }]);
  expect((await request(failing).get('/healthz')).status).toBe(200);
  expect((await request(appWith()).get('/readyz')).status).toBe(200);
});
