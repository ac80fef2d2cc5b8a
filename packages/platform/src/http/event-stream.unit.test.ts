import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { NotFound } from '../runtime/errors.js';
import { currentFlow } from '../runtime/context.js';
import { createMetrics } from '../metrics/metrics.js';
import { eventually, silentLog } from '../testing/index.js';
import { createHttpApp } from './app.js';
import { closeServer, listen } from './server.js';
import type { HttpAppSettings } from './settings.js';
import { streamRoute, type AnyRoute, type EventSink, type StreamRoute } from './types.js';

const ADMIN = 'admin-token-admin-token';
let stopping: AbortController;
let server: Server;

afterEach(async () => {
  stopping.abort();
  server.closeAllConnections();
  await closeServer(server);
});

async function serve(routes: readonly AnyRoute[], over: Partial<HttpAppSettings> = {}): Promise<string> {
  stopping = new AbortController();
  const app = createHttpApp({
    routes,
    subscriptionList: () => [],
    receive: () => Promise.resolve({}),
    readiness: [],
    stopping: stopping.signal,
    bodyLimitKb: 1,
    appApiToken: 'sidecar-token-sidecar',
    adminToken: ADMIN,
    metrics: createMetrics('tests'),
    log: silentLog(),
    ...over,
  });
  server = createServer(app);
  await listen(server, 0, '127.0.0.1');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const live = (stream: StreamRoute['stream'], over: Partial<StreamRoute> = {}) => streamRoute({ path: '/live', stream, ...over });

/** What has come so far of an answer, read in the background. */
function reading(answer: Response) {
  const seen = { text: '', ended: false };
  void (async () => {
    for await (const chunk of answer.body!) seen.text += Buffer.from(chunk as Uint8Array).toString();
    seen.ended = true;
  })().catch(() => (seen.ended = true));
  return seen;
}

test('when events are sent, then they arrive one by one under the headers of a stream, with the request’s ids', async () => {
  let sink: EventSink | undefined;
  const url = await serve([
    live(async (_request, given) => {
      sink = given;
      given.send({ id: '1', event: 'order', data: { correlationId: currentFlow().correlationId, text: 'two\nlines' }, retryMs: 500 });
      await given.untilClosed();
    }),
  ]);
  const answer = await fetch(`${url}/live`, { headers: { 'x-correlation-id': 'flow-1' } });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-correlation-id': 'flow-1',
  });
  const seen = reading(answer);
  await eventually(() => seen.text.includes('id: 1\nevent: order\nretry: 500\ndata: {"correlationId":"flow-1","text":"two\\nlines"}\n\n'));
  expect(sink!.send({ data: 2 })).toBe(true);
  await eventually(() => seen.text.endsWith('data: 2\n\n'));
  expect(seen.ended).toBe(false);
});

test('when an id or a comment holds line breaks, then they cannot forge a field', async () => {
  const url = await serve([
    live((_request, sink) => {
      sink.send({ id: '1\ndata: forged', event: 'a\r\nb', data: null });
      sink.comment('x\ndata: forged');
      return Promise.resolve();
    }),
  ]);
  expect(await (await fetch(`${url}/live`)).text()).toBe('id: 1 data: forged\nevent: a b\ndata: null\n\n:x data: forged\n\n');
});

test('when nothing happens, then the headers come at once and comments keep the stream alive', async () => {
  const url = await serve([live((_request, sink) => sink.untilClosed())], { heartbeatMs: 10 });
  const seen = reading(await fetch(`${url}/live`));
  await eventually(() => seen.text.split(':still here\n\n').length > 3);
});

test('when the use case is done, then the stream ends; having sent nothing, it is an empty one', async () => {
  const url = await serve([live(() => Promise.resolve())]);
  const answer = await fetch(`${url}/live`);
  expect([answer.status, await answer.text()]).toEqual([200, ':\n\n']);
});

test('when the use case fails before the first byte, then the answer is a problem and no heartbeat follows', async () => {
  const url = await serve([live(() => Promise.reject(new NotFound('order', '1')))], { heartbeatMs: 1 });
  const answer = await fetch(`${url}/live`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND', instance: '/live' });
});

test('when the use case fails later, then the stream ends and the reason is logged, not told', async () => {
  const log = silentLog();
  const error = jest.spyOn(log, 'error');
  const failing = live((_request, sink) => {
    sink.send({ data: 1 });
    return Promise.reject(new Error('password=hunter2'));
  });
  const url = await serve([failing], { log });
  expect(await (await fetch(`${url}/live`)).text()).toBe('data: 1\n\n');
  expect(error).toHaveBeenCalledWith(expect.objectContaining({ path: '/live' }), 'stream failed');
});

test('when the client goes, then the sink is closed and takes nothing more', async () => {
  let sink: EventSink | undefined;
  let done = false;
  const url = await serve([
    live(async (_request, given) => {
      sink = given;
      await given.untilClosed();
      done = true;
    }),
  ]);
  const client = new AbortController();
  await fetch(`${url}/live`, { signal: client.signal });
  client.abort();
  await eventually(() => done);
  expect([sink!.closed.aborted, sink!.send({ data: 1 }), sink!.comment()]).toEqual([true, false, false]);
});

test('when the service drains, then open streams end, new ones are refused, and the server closes', async () => {
  const url = await serve([live((_request, sink) => sink.untilClosed())]);
  const streams = (await Promise.all(Array.from({ length: 12 }, () => fetch(`${url}/live`)))).map(reading);
  stopping.abort();
  const refused = await fetch(`${url}/live`);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'DRAINING']);
  await closeServer(server);
  await eventually(() => streams.every(({ ended }) => ended));
});

test('when a use case ignores the drain, then its stream ends all the same', async () => {
  const url = await serve([live((_request, sink) => new Promise(() => sink.comment()))]);
  const seen = reading(await fetch(`${url}/live`));
  stopping.abort();
  await closeServer(server);
  await eventually(() => seen.ended);
});

test('when a client reads nothing, then it is cut off before its backlog fills the memory', async () => {
  let sent = 0;
  const url = await serve([
    live(async (_request, sink) => {
      while (sink.send({ data: 'x'.repeat(64 * 1024) }) && sent < 1_000) {
        sent += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }),
  ]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write('GET /live HTTP/1.1\r\nhost: x\r\n\r\n');
  await eventually(() => socket.destroyed || server.listening);
  const connections = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  await eventually(async () => sent > 0 && (await connections()) === 0);
  // The kernel's own buffers take some more than the limit.
  expect(sent).toBeLessThan(500);
  socket.destroy();
});

test('when it is guarded, then the token or the id decides before the use case is asked; other methods are 405', async () => {
  let asked = 0;
  const url = await serve([
    live(
      () => {
        asked += 1;
        return Promise.resolve();
      },
      { path: '/live/:id', uuidParams: ['id'], access: 'admin' },
    ),
  ]);
  const admin = { headers: { authorization: `Bearer ${ADMIN}` } };
  const statuses = await Promise.all([
    fetch(`${url}/live/1`),
    fetch(`${url}/live/1`, admin),
    fetch(`${url}/live/1`, { method: 'POST' }),
    fetch(`${url}/live/0190163d-8694-739b-aea5-966c26f8ad91`, { ...admin, method: 'HEAD' }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([401, 404, 405, 200]);
  expect(asked).toBe(0);
});
