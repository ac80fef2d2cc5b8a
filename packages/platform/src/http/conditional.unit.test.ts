import request from 'supertest';
import { createMetrics } from '../metrics/metrics.js';
import { silentLog } from '../testing/index.js';
import { createHttpApp } from './app.js';
import { contentEtag, isUnchanged } from './conditional.js';
import { route, type Route } from './types.js';

const appWith = (...routes: readonly Route[]) =>
  createHttpApp({
    ...{ routes, subscriptionList: () => [], receive: () => Promise.resolve({}), readiness: [], stopping: new AbortController().signal },
    ...{
      bodyLimitKb: 1,
      appApiToken: 'sidecar-token-sidecar',
      adminToken: 'admin-token-admin-token',
      metrics: createMetrics('tests'),
      log: silentLog(),
    },
  });
const versioned = (method: 'get' | 'put', status = 200) =>
  route({
    method,
    path: '/x',
    handle: () => Promise.resolve({ status, body: { n: 1 }, headers: { etag: '"7"', 'cache-control': 'max-age=5', location: '/x' } }),
  });

test.each([
  ['"7"', true],
  ['W/"7"', true],
  ['"6", "7"', true],
  ['"6,7", W/"7"', true],
  ['*', true],
  ['"6"', false],
  ['"77"', false],
  ['7', false],
  [undefined, false],
])('when If-None-Match is %j and the tag "7", then unchanged is %j', (header, expected) => {
  expect(isUnchanged(header, '"7"')).toBe(expected);
  expect(isUnchanged(header, 'W/"7"')).toBe(expected);
});

test('when the caller has the present version, then a GET answers 304 with its tag and without a body', async () => {
  const answer = await request(appWith(versioned('get')))
    .get('/x')
    .set('if-none-match', '"7"');
  expect([answer.status, answer.text]).toEqual([304, '']);
  expect(answer.headers).toMatchObject({ etag: '"7"', 'cache-control': 'max-age=5' });
  expect(answer.headers).not.toHaveProperty('location');
});

test('when the caller is a fetch, which sends no-cache along, then it gets the 304 all the same', async () => {
  const answer = await request(appWith(versioned('get')))
    .get('/x')
    .set({ 'if-none-match': 'W/"7"', 'cache-control': 'no-cache' });
  expect(answer.status).toBe(304);
});

test('when it has another one, or none, or asks to change it, or the answer is no 200, then it gets the whole answer', async () => {
  expect(
    (
      await request(appWith(versioned('get')))
        .get('/x')
        .set('if-none-match', '"6"')
    ).body,
  ).toEqual({ n: 1 });
  expect((await request(appWith(versioned('get'))).get('/x')).body).toEqual({ n: 1 });
  expect(
    (
      await request(appWith(versioned('put')))
        .put('/x')
        .set('if-none-match', '"7"')
    ).status,
  ).toBe(200);
  expect(
    (
      await request(appWith(versioned('get', 202)))
        .get('/x')
        .set('if-none-match', '"7"')
    ).status,
  ).toBe(202);
});

test('when bodies are the same, then their tags are; another body has another', () => {
  expect(contentEtag({ a: 1 })).toBe(contentEtag({ a: 1 }));
  expect(contentEtag({ a: 1 })).not.toBe(contentEtag({ a: 2 }));
  expect(contentEtag(undefined)).toMatch(/^W\/"[\w-]{22}"$/);
});
