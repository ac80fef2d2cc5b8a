import request from 'supertest';
import { createMetrics } from '../metrics/metrics.js';
import { silentLog } from '../testing/index.js';
import { createHttpApp } from './app.js';

const TOKEN = 'app-token-0123456789';
const app = createHttpApp({
  routes: [],
  subscriptionList: () => [],
  readiness: [],
  stopping: new AbortController().signal,
  bodyLimitKb: 1,
  appApiToken: TOKEN,
  adminToken: TOKEN,
  metrics: createMetrics('tests'),
  log: silentLog(),
  receive: async () => ({ statuses: [{ entryId: '0', status: 'RETRY' }] }),
});
const deliver = async (body: object): Promise<unknown> =>
  (await request(app).post('/events/a').set('dapr-api-token', TOKEN).send(body)).body as unknown;

describe('a delivery of events', () => {
  test('when it is bulk, then each entry is answered', async () => {
    expect(await deliver({ entries: [{ entryId: '0', event: {} }] })).toEqual({ statuses: [{ entryId: '0', status: 'RETRY' }] });
  });

  test('when it is one event, then the answer has the form that is read for one: a list would count as SUCCESS', async () => {
    expect(await deliver({ specversion: '1.0', id: '1' })).toEqual({ status: 'RETRY' });
  });
});
