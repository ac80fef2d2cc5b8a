import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { currentFlow } from '../runtime/context.js';
import { Conflict } from '../runtime/errors.js';
import { createMetrics } from '../metrics/metrics.js';
import { eventually, silentLog } from '../testing/index.js';
import { createHttpApp } from './app.js';
import { closeServer, listen } from './server.js';
import { mountRoute, route, type AnyRoute, type MountRoute } from './types.js';

const ADMIN = 'admin-token-admin-token';
let stopping: AbortController;
let server: Server;

afterEach(async () => {
  server.closeAllConnections();
  await closeServer(server);
});

async function serve(...routes: readonly AnyRoute[]): Promise<string> {
  stopping = new AbortController();
  const app = createHttpApp({
    ...{ routes, subscriptionList: () => [], receive: () => Promise.resolve({}), readiness: [], stopping: stopping.signal },
    ...{ bodyLimitKb: 1, appApiToken: 'sidecar-token-sidecar', adminToken: ADMIN, metrics: createMetrics('tests'), log: silentLog() },
  });
  server = createServer(app);
  await listen(server, 0, '127.0.0.1');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Tells what reaches it. */
const echo: MountRoute['mount'] = async (request, response) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  response.end(JSON.stringify({ method: request.method, url: request.url, body, flow: currentFlow().correlationId }));
};

test('when a handler is mounted, then it gets every method, the whole URL, the unread body and the flow', async () => {
  const url = await serve(mountRoute('/graphql', echo));
  const call = { method: 'POST', body: '{"query":"{x}"}', headers: { 'content-type': 'application/json', 'x-correlation-id': 'flow-1' } };
  const answer = await fetch(`${url}/graphql/a?b=1`, call);
  expect(await answer.json()).toEqual({ method: 'POST', url: '/graphql/a?b=1', body: call.body, flow: 'flow-1' });
  expect(answer.headers.get('x-correlation-id')).toBe('flow-1');
  expect(await (await fetch(`${url}/graphql`)).json()).toMatchObject({ method: 'GET', url: '/graphql' });
  expect((await fetch(`${url}/graphqlx`)).status).toBe(404);
});

test('when routes stand beside it, then they are served as before', async () => {
  const url = await serve(mountRoute('/graphql', echo), route({ method: 'get', path: '/x', handle: () => Promise.resolve({ status: 204 }) }));
  expect((await fetch(`${url}/x`)).status).toBe(204);
});

test.each([
  [
    'throws',
    () => {
      throw new Conflict('BUSY', 'wait');
    },
    409,
    'BUSY',
  ],
  ['rejects', () => Promise.reject(new Error('password=hunter2')), 500, 'INTERNAL'],
])('when it %s, then the answer is a problem', async (_how, mount, status, code) => {
  const answer = await fetch(`${await serve(mountRoute('/graphql', mount))}/graphql`);
  const text = await answer.text();
  expect([answer.status, (JSON.parse(text) as { code: string }).code]).toEqual([status, code]);
  expect(text).not.toContain('hunter2');
});

test('when the body is too large, or the operator’s token is wanted and missing, then the handler is not asked', async () => {
  const url = await serve(mountRoute('/graphql', echo, { access: 'admin' }));
  const headers = { authorization: `Bearer ${ADMIN}` };
  expect((await fetch(`${url}/graphql`)).status).toBe(401);
  expect((await fetch(`${url}/graphql`, { headers })).status).toBe(200);
  expect((await fetch(`${url}/graphql`, { headers, method: 'POST', body: 'x'.repeat(1_025) })).status).toBe(413);
});

test('when the service drains, then its event streams end, an answer under way is finished, and nothing new is taken', async () => {
  let finish = (): void => undefined;
  const slow = new Promise<void>((resolve) => (finish = resolve));
  let asked = 0;
  const url = await serve(
    mountRoute('/graphql', async (request, response) => {
      asked += 1;
      if (request.url === '/graphql/live') {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
        return;
      }
      await slow;
      response.end('whole');
    }),
  );
  const live = await fetch(`${url}/graphql/live`);
  const underWay = fetch(`${url}/graphql`);
  await eventually(() => asked === 2);
  stopping.abort();
  expect(await live.text()).toBe(':\n\n');
  expect((await fetch(`${url}/graphql`)).status).toBe(503);
  finish();
  expect(await (await underWay).text()).toBe('whole');
  await closeServer(server);
});
