import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withFlow } from '../runtime/context.js';
import { Unavailable } from '../runtime/errors.js';
import { createDaprClient } from './client.js';
import type { DaprClient } from './types.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

let sidecar: Server;
let client: DaprClient;
let seen: Seen[];
let answer: (request: Seen) => Answer;
/** The sidecar takes requests and says nothing. */
let silent: boolean;

beforeEach(async () => {
  seen = [];
  silent = false;
  sidecar = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(call);
      if (silent) return;
      const { status, body: content, headers } = answer(call);
      response.writeHead(status, headers).end(content === undefined ? '' : JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => sidecar.listen(0, '127.0.0.1', resolve));
  client = createDaprClient({ port: (sidecar.address() as AddressInfo).port, token: 'daprtoken', pubsubName: 'pubsub' });
});

afterEach(async () => {
  await client.close();
  await new Promise((resolve) => sidecar.close(resolve));
});

describe('invoke', () => {
  test('when it is called in a flow, then key, correlation id and token go along and the answer comes back', async () => {
    answer = () => ({ status: 409, body: { code: 'PAYMENT_VOIDED' }, headers: { 'retry-after': '3' } });
    const call = { method: 'POST', path: '/payments?x=1', body: { a: 1 }, idempotencyKey: 'k1' } as const;
    const response = await withFlow({ correlationId: 'c1' }, () => client.invoke('payment', call));
    expect(response).toMatchObject({ status: 409, body: { code: 'PAYMENT_VOIDED' }, headers: { 'retry-after': '3' } });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1.0/invoke/payment/method/payments?x=1',
        body: '{"a":1}',
        headers: { 'idempotency-key': 'k1', 'x-correlation-id': 'c1', 'dapr-api-token': 'daprtoken', 'content-type': 'application/json' },
      },
    ]);
  });

  test('when a repeatable call fails, then it is tried three times under one key and throws Unavailable', async () => {
    answer = () => ({ status: 503 });
    await expect(client.invoke('payment', { method: 'POST', path: '/p', idempotencyKey: 'k1', attempts: 3 })).rejects.toBeInstanceOf(Unavailable);
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['k1', 'k1', 'k1']);
  });

  test('when a call may not be repeated, then it is made once', async () => {
    answer = () => ({ status: 500 });
    await expect(client.invoke('payment', { method: 'POST', path: '/p' })).rejects.toBeInstanceOf(Unavailable);
    expect(seen).toHaveLength(1);
  });
});

describe('invokeBinding', () => {
  const mail = { operation: 'create', data: '<p>Hello</p>', metadata: { emailTo: 'ada@example.org', subject: 'Hello' } };

  test('when it is called, then operation, data and metadata reach the binding and its answer comes back', async () => {
    answer = () => ({ status: 200, body: { queued: true } });
    expect(await client.invokeBinding('mail', mail)).toEqual({ queued: true });
    expect(seen.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([['POST', '/v1.0/bindings/mail', mail]]);
  });

  test('when what stands behind it fails, then it is asked once, throws Unavailable and carries the answer', async () => {
    answer = () => ({ status: 500, body: { message: '451 try later' } });
    const call = client.invokeBinding('mail', mail);
    await expect(call).rejects.toBeInstanceOf(Unavailable);
    await expect(call).rejects.toMatchObject({ code: 'BINDING_FAILED', details: { status: 500, answer: expect.stringContaining('451') as string } });
    expect(seen).toHaveLength(1);
  });

  test('when the sidecar refuses the request, then the error is not retryable and carries the answer', async () => {
    answer = () => ({ status: 400, body: { errorCode: 'ERR_MALFORMED_REQUEST' } });
    const expected = { code: 'BINDING_REFUSED', retryable: false, details: { status: 400 } };
    await expect(client.invokeBinding('mail', mail)).rejects.toMatchObject(expected);
  });

  test('when no answer comes before the deadline, then it throws Unavailable', async () => {
    silent = true;
    await expect(client.invokeBinding('mail', { ...mail, deadlineMs: 30 })).rejects.toMatchObject({ code: 'SIDECAR_UNAVAILABLE' });
  });
});

describe('publishBulk', () => {
  const events = ['1', '2', '3', '4'].map((entryId) => ({ entryId, event: { id: entryId } }));
  const idsOf = ({ body }: Seen): string[] => (JSON.parse(body) as { entryId: string }[]).map(({ entryId }) => entryId);

  test('when some entries fail, then they come back with their reasons', async () => {
    answer = () => ({ status: 500, body: { failedEntries: [{ entryId: '2', error: 'full' }], errorCode: 'ERR_PUBSUB_PUBLISH_MESSAGE' } });
    expect(await client.publishBulk('a.b.c', events)).toEqual(new Map([['2', 'full']]));
    expect(seen[0]?.url).toBe('/v1.0-alpha1/publish/bulk/pubsub/a.b.c');
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject([
      { entryId: '1', event: { id: '1' }, contentType: 'application/cloudevents+json' },
      {},
      {},
      {},
    ]);
  });

  test('when the batch is too large in all, then it is sent in parts', async () => {
    answer = (call) =>
      idsOf(call).length > 2 ? { status: 400, body: { errorCode: 'ERR_PUBSUB_EVENTS_SER', message: 'stream too large' } } : { status: 204 };
    expect(await client.publishBulk('a.b.c', events)).toEqual(new Map());
    expect(seen.map(idsOf)).toEqual([
      ['1', '2', '3', '4'],
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  test('when one event cannot be read, then only that one is refused', async () => {
    answer = (call) => (idsOf(call).includes('3') ? { status: 500, body: { errorCode: 'ERR_PUBSUB_CLOUD_EVENTS_SER' } } : { status: 204 });
    expect([...(await client.publishBulk('a.b.c', events)).keys()]).toEqual(['3']);
  });

  test('when the sidecar knows no bulk route, then each event goes by the stable one', async () => {
    answer = ({ url }) => (url.includes('/bulk/') ? { status: 404, body: { errorCode: 'ERR_DIRECT_INVOKE' } } : { status: 204 });
    expect(await client.publishBulk('a.b.c', events)).toEqual(new Map());
    expect(seen.slice(1).map(({ url, body, headers }) => [url, body, headers['content-type']])).toEqual(
      events.map(({ event }) => ['/v1.0/publish/pubsub/a.b.c', JSON.stringify(event), 'application/cloudevents+json']),
    );
  });

  test('when the sidecar started without its broker, then it throws Unavailable', async () => {
    answer = () => ({ status: 404, body: { errorCode: 'ERR_PUBSUB_NOT_FOUND' } });
    await expect(client.publishBulk('a.b.c', events)).rejects.toBeInstanceOf(Unavailable);
    expect(seen).toHaveLength(1);
  });
});

describe('saveState', () => {
  const conflict = { status: 409, body: { errorCode: 'ERR_STATE_SAVE', message: 'possible etag mismatch' } };
  const save = (etag: string | undefined) => client.saveState('outbox-marker', 'k', { number: 2 }, etag);

  test('when the key has moved on, then it is a conflict', async () => {
    answer = ({ method }) => (method === 'POST' ? conflict : { status: 200, body: { number: 5 }, headers: { etag: '5' } });
    expect(await save('4')).toBe(false);
  });

  test('when the key exists and none was expected, then it is a conflict', async () => {
    answer = ({ method }) =>
      method === 'POST' ? { status: 500, body: { message: 'failed to set key' } } : { status: 200, body: { number: 1 }, headers: { etag: '1' } };
    expect(await save(undefined)).toBe(false);
  });

  test('when the store is away, then it throws Unavailable although the sidecar says 409', async () => {
    answer = ({ method }) => (method === 'POST' ? conflict : { status: 500, body: { errorCode: 'ERR_STATE_GET' } });
    await expect(save('4')).rejects.toBeInstanceOf(Unavailable);
  });
});
