import { createServer, type AddressInfo } from 'node:net';
import { streamRoute } from '../http/types.js';
import { createTestDatabase, eventually, fakeDapr, pgPrismaLike, type TestDatabase } from '../testing/index.js';
import { testContracts } from '../testing/test-contracts.js';
import { loadConfig } from './config.js';
import { createService } from './service.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('when a service with an open stream and a slow operation drains, then neither keeps it from ending', async () => {
  const port = await freePort();
  const config = loadConfig(
    'tests',
    {},
    {
      ...{ DATABASE_URL: database.url, APP_PORT: String(port), DAPR_HTTP_PORT: '4998', LOG_LEVEL: 'silent', FAULTS: 'on' },
      ...{ APP_API_TOKEN: 'token-of-the-sidecar', ADMIN_TOKEN: 'token-of-the-operator' },
    },
  );
  const definition = {
    name: 'tests',
    contracts: testContracts,
    createClient: () => pgPrismaLike(database.url),
    wire: () => ({ routes: [streamRoute({ path: '/live', stream: (_request, sink) => sink.untilClosed() })], faultOperations: ['charge'] }),
  };
  const service = createService(definition, config, { dapr: fakeDapr(), loops: false, heartbeatMs: 10 });
  await service.start();
  const answer = await fetch(`http://127.0.0.1:${port}/live`);
  let text = '';
  const read = (async () => {
    for await (const chunk of answer.body!) text += Buffer.from(chunk as Uint8Array).toString();
  })();
  await eventually(() => text.includes('still here'));
  await fetch(`http://127.0.0.1:${port}/admin/faults`, {
    method: 'PUT',
    headers: { authorization: 'Bearer token-of-the-operator', 'content-type': 'application/json' },
    body: JSON.stringify({ faults: [{ operation: 'charge', effect: 'slow', delayMs: 60_000 }] }),
  });
  const slow = service.platform.faults.apply('charge', 'o1');
  let wentOn = false;
  void slow.then(() => (wentOn = true));
  const length = text.length;
  await eventually(() => text.length > length);
  expect(wentOn).toBe(false);
  await service.stop();
  await read;
  expect(await slow).toBeUndefined();
}, 10_000);
