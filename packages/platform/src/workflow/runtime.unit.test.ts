import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, Unavailable } from '../runtime/errors.js';
import { createMetrics } from '../metrics/metrics.js';
import { eventually, silentLog } from '../testing/index.js';
import { createWorkflowEngine } from './dapr-engine.js';
import { createWorkflowRuntime } from './runtime.js';

/** Nothing listens there. */
const nowhere = { httpPort: 1, grpcPort: 1 };
let sidecar: Server;
let answer: { status: number; body: unknown };
let asked: string[];
const httpPort = (): number => (sidecar.address() as AddressInfo).port;

beforeEach(async () => {
  asked = [];
  sidecar = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''} ${String(request.headers['dapr-api-token'])}`);
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => sidecar.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => sidecar.close(resolve)));

test('when there is no sidecar, then the runtime starts, is not ready, and stops', async () => {
  const runtime = createWorkflowRuntime({ ...nowhere, log: silentLog(), workflows: [], activities: [] });
  runtime.start();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(runtime.ready()).toBe(false);
  await runtime.stop();
});

test('when it is given metrics, then it tells how long attempts take', async () => {
  const metrics = createMetrics('tests');
  createWorkflowRuntime({ ...nowhere, metrics, log: silentLog(), workflows: [], activities: [] });
  expect(await metrics.text()).toContain('# TYPE activity_duration_seconds histogram');
});

test('when the sidecar counts the worker, then the runtime asks with its token', async () => {
  answer = { status: 200, body: { workflows: { connectedWorkers: 1 } } };
  const runtime = createWorkflowRuntime({ grpcPort: 1, httpPort: httpPort(), apiToken: 'token', log: silentLog(), workflows: [], activities: [] });
  runtime.start();
  await eventually(() => asked.includes('GET /v1.0/metadata token'));
  await runtime.stop();
});

describe('engine', () => {
  const engineOn = (port: number) => createWorkflowEngine({ httpPort: port, grpcPort: 1, apiToken: 'token', deadlineMs: 300 });

  test('when there is no sidecar, then every call throws Unavailable', async () => {
    const engine = engineOn(1);
    const calls = [engine.start('W', 'i', 1), engine.raiseEvent('i', 'e', 1), engine.status('i'), engine.terminate('i'), engine.purge('i')];
    for (const result of await Promise.allSettled(calls)) {
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(Unavailable);
      expect(result).toMatchObject({ reason: { code: 'WORKFLOW_ENGINE_UNAVAILABLE' } });
    }
    await engine.close();
  });

  test.each([
    [202, {}, true],
    [
      404,
      { errorCode: 'ERR_INSTANCE_ID_NOT_FOUND', message: "unable to find workflow with the provided instance ID 'i': no such instance exists" },
      false,
    ],
    [500, { errorCode: 'ERR_RAISE_EVENT_WORKFLOW', message: 'error raising event on workflow i: no such instance exists' }, false],
  ])('when the sidecar answers an event with %s %j, then it was raised: %s', async (status, body, raised) => {
    answer = { status, body };
    const engine = engineOn(httpPort());
    expect(await engine.raiseEvent('i', 'decision', { approved: true })).toBe(raised);
    expect(asked).toEqual(['POST /v1.0/workflows/dapr/i/raiseEvent/decision token']);
    await engine.close();
  });

  test.each([
    [500, Unavailable],
    [403, Unavailable],
    [400, AppError],
  ])('when the sidecar answers an event with %s, then it throws', async (status, type) => {
    answer = { status, body: { message: 'did not find address for actor' } };
    const engine = engineOn(httpPort());
    const error: unknown = await engine.raiseEvent('i', 'e', 1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ retryable: status !== 400 });
    await engine.close();
  });
});
