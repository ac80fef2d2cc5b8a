import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import request from 'supertest';
import { createMetrics } from '../metrics/metrics.js';
import { inSpan } from '../events/trace.js';
import { currentFlow } from '../runtime/context.js';
import { silentLog } from '../testing/index.js';
import { recordSpans } from '../testing/recorded-spans.js';
import { createHttpApp } from './app.js';
import { route } from './types.js';

const app = createHttpApp({
  routes: [
    route({ method: 'get', path: '/flow', handle: () => Promise.resolve({ status: 200, body: { correlationId: currentFlow().correlationId } }) }),
  ],
  subscriptionList: () => [],
  receive: () => Promise.resolve({ flow: currentFlow() }),
  readiness: [],
  stopping: new AbortController().signal,
  ...{ bodyLimitKb: 1, appApiToken: 'sidecar-token-sidecar', adminToken: 'admin-token-admin-token' },
  ...{ metrics: createMetrics('tests'), log: silentLog() },
});

test.each([
  ['in its header', { 'x-correlation-id': 'mine' }, 'mine'],
  ['as baggage', { baggage: 'tenant=7,correlation-id=mine' }, 'mine'],
  ['in both, the header is the one', { 'x-correlation-id': 'mine', baggage: 'correlation-id=other' }, 'mine'],
  ['in a form that fits no log', { baggage: `correlation-id=${'x'.repeat(201)}`, 'x-request-id': 'r1' }, 'r1'],
  ['not at all', { 'x-request-id': 'r1' }, 'r1'],
])('when a correlation id is sent %s, then the flow and the answer have it', async (_, headers, expected) => {
  const answer = await request(app).get('/flow').set(headers);
  expect(answer.body).toEqual({ correlationId: expected });
  expect(answer.headers['x-correlation-id']).toBe(expected);
});

test('when events are delivered, then the delivery brings no correlation of its own into the flow: theirs counts', async () => {
  const answer = await request(app).post('/events/t').set({ 'dapr-api-token': 'sidecar-token-sidecar', 'x-request-id': 'r1' }).send({ entries: [] });
  expect(answer.body).toEqual({ flow: { requestId: 'r1' } });
});

test('when a request is traced, then its span has the correlation id', async () => {
  const spans = recordSpans();
  // As the instrumentation does: the span is there before the app is.
  const traced = (incoming: IncomingMessage, response: ServerResponse): void =>
    void inSpan('GET /flow', {}, async () => {
      const ended = once(response, 'finish');
      app(incoming, response);
      await ended;
    });
  await request(traced).get('/flow').set('x-correlation-id', 'mine');
  expect(spans.named('GET /flow').attributes).toEqual({ 'sidecart.correlation_id': 'mine' });
  await spans.stop();
});
