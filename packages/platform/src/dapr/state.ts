import { expectOk, JSON_TYPE, parseBody, type Send } from './transport.js';

const STATE_TIMEOUT_MS = 3_000;

/** Reads a key, with its etag. */
export async function getState(send: Send, store: string, key: string): Promise<{ value: unknown; etag: string } | undefined> {
  const answer = await send({ method: 'GET', path: `/v1.0/state/${store}/${key}?consistency=strong`, timeoutMs: STATE_TIMEOUT_MS });
  if (answer.status === 204 || (answer.status === 200 && answer.text === '')) return undefined;
  expectOk(answer, `state ${store}/${key}`);
  return { value: parseBody(answer.text), etag: answer.headers['etag'] ?? '' };
}

/** Saves a key by compare-and-set. Resolves to false on a conflict. */
export async function saveState(send: Send, store: string, key: string, value: unknown, etag: string | undefined): Promise<boolean> {
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
