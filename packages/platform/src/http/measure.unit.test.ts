import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createMetrics, type Metrics } from '../metrics/metrics.js';
import { createGate, eventually, metricValue, silentLog } from '../testing/index.js';
import { createHttpApp } from './app.js';
import { closeServer, listen } from './server.js';
import { mountRoute, route, streamRoute, type AnyRoute } from './types.js';

const appWith = (metrics: Metrics, routes: readonly AnyRoute[]) =>
  createHttpApp({
    ...{ routes, metrics, subscriptionList: () => [], receive: () => Promise.resolve({}), readiness: [], log: silentLog() },
    ...{ stopping: new AbortController().signal, bodyLimitKb: 1, appApiToken: 'sidecar-token-sidecar', adminToken: 'admin-token-admin-token' },
  });
const counted = (metrics: Metrics, labels: Record<string, string> = {}) => metricValue(metrics, 'http_request_duration_seconds_count', labels);
const plain = (path: string) => route({ method: 'get', path, handle: () => Promise.resolve({ status: 200 }) });

test('when requests come for one route, then they are counted under its pattern, by method and class of status', async () => {
  const metrics = createMetrics('tests');
  const app = appWith(metrics, [
    plain('/orders/:id'),
    route({ method: 'get', path: '/admin', access: 'admin', handle: () => Promise.reject(new Error()) }),
  ]);
  await request(app).get('/orders/1');
  await request(app).get('/orders/2?x=3');
  await request(app).head('/orders/3');
  await request(app).delete('/orders/3');
  await request(app).get('/admin');
  expect(await counted(metrics, { method: 'GET', route: '/orders/:id', status: '2xx' })).toBe(2);
  expect(await counted(metrics, { method: 'HEAD', route: '/orders/:id', status: '2xx' })).toBe(1);
  expect(await counted(metrics, { method: 'DELETE', route: '/orders/:id', status: '4xx' })).toBe(1);
  expect(await counted(metrics, { route: '/admin', status: '4xx' })).toBe(1);
});

test('when paths and methods are made up, then they share one label', async () => {
  const metrics = createMetrics('tests');
  const app = appWith(metrics, [mountRoute('/graphql', (_request, response) => void response.writeHead(204).end())]);
  for (const path of ['/a', '/b/c', '/.env']) await request(app).get(path);
  await request(app).purge('/a');
  await request(app).get('/graphql/anything');
  await request(app).post('/events/made.up.topic').set('dapr-api-token', 'sidecar-token-sidecar').send({});
  const text = await metrics.text();
  const labels = new Set([...text.matchAll(/_count\{.*method="(.*?)",route="(.*?)"/g)].map(([, method, pattern]) => `${method} ${pattern}`));
  expect([...labels].sort()).toEqual(['GET /graphql{/*rest}', 'GET unmatched', 'POST /events/:topic', 'other unmatched']);
  expect(await counted(metrics, { route: 'unmatched' })).toBe(4);
});

test('when probes and scrapers ask, or somebody listens to a stream, then that is no request of a route', async () => {
  const metrics = createMetrics('tests');
  const app = appWith(metrics, [streamRoute({ path: '/live', stream: () => Promise.resolve() })]);
  for (const path of ['/healthz', '/readyz', '/metrics', '/live']) expect((await request(app).get(path)).status).toBe(200);
  expect(await counted(metrics)).toBeUndefined();
});

test('when a client does not wait for the answer, then the request is counted as aborted', async () => {
  const metrics = createMetrics('tests');
  const gate = createGate();
  const slow = route({
    method: 'get',
    path: '/slow',
    handle: async () => {
      await gate.pass();
      return { status: 200 };
    },
  });
  const server = createServer(appWith(metrics, [slow]));
  await listen(server, 0, '127.0.0.1');
  const client = get({ port: (server.address() as AddressInfo).port, path: '/slow' }).on('error', () => undefined);
  await gate.reached;
  client.destroy();
  await eventually(async () => (await counted(metrics, { route: '/slow', status: 'aborted' })) === 1);
  gate.open();
  await closeServer(server);
});
