import request from 'supertest';
import { createMetrics } from '../metrics/metrics.js';
import { silentLog } from '../testing/index.js';
import { createOperationsApp, type OperationsSettings } from './operations.js';

const appWith = (over: Partial<OperationsSettings> = {}) =>
  createOperationsApp({ readiness: [], stopping: new AbortController().signal, metrics: createMetrics('tests'), log: silentLog(), ...over });

test('when the operations port is asked, then it tells of life, readiness and metrics, and serves nothing else', async () => {
  const metrics = createMetrics('tests');
  metrics.counter({ name: 'things_total', help: 'for the test' }).inc();
  const app = appWith({ metrics });
  expect((await request(app).get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await request(app).get('/readyz')).body).toEqual({ status: 'ready' });
  const scraped = await request(app).get('/metrics');
  expect([scraped.status, scraped.headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(scraped.text).toContain('things_total{service="tests"} 1');
  expect((await request(app).post('/events/orders.order.created').send({})).status).toBe(404);
});

test('when the service drains, then the operations port says so', async () => {
  const answer = await request(appWith({ stopping: AbortSignal.abort() })).get('/readyz');
  expect([answer.status, answer.body]).toEqual([503, { status: 'not ready', failing: ['draining'] }]);
});

test('when the metrics cannot be written, then the answer is a problem that says nothing of the inside', async () => {
  const metrics = { ...createMetrics('tests'), text: () => Promise.reject(new Error('password=hunter2')) };
  const answer = await request(appWith({ metrics })).get('/metrics');
  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain('hunter2');
});
