import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTraceBackend, findTraceBackend, type TraceBackend } from '../../scripts/src/observe/trace-backend.js';
import { makeDirectory } from '../../scripts/src/stack/paths.js';
import { openPidFile } from '../../scripts/src/stack/pid-file.js';
import { claimFreeOffset, basePorts, shiftPorts } from '../../scripts/src/stack/ports.js';
import { deleteStackData, throwawayDirectory, type Stack } from '../../scripts/src/stack/index.js';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { createTestStack } from '../support/stack.js';
import { bodyOf } from './support/span-collector.js';

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly localEndpoint: { readonly serviceName: string };
}
interface ViewerSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const directory = throwawayDirectory('test');
/** What was opened, to be closed from its end. */
const opened: (() => Promise<unknown>)[] = [];
const zipkinSpans: ZipkinSpan[] = [];
let viewer: TraceBackend;
let stack: Stack;
beforeAll(async () => {
  viewer = await startViewer();
  const env = {
    OTEL_TRACES_EXPORTER: 'otlp,zipkin',
    OTEL_EXPORTER_OTLP_ENDPOINT: viewer.otlpUrl,
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: await startZipkin(),
    OTEL_BSP_SCHEDULE_DELAY: '200',
  };
  stack = await createTestStack({ services: ['pricing'], env, sidecarEnv: env });
  opened.push(() => stack.stop());
}, 400_000);
afterAll(async () => {
  for (const close of opened.reverse()) await close();
});

/** Listens as Zipkin does; resolves to where spans are sent. */
async function startZipkin(): Promise<string> {
  const zipkin = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === '/api/v2/spans') zipkinSpans.push(...(JSON.parse(body.toString('utf8')) as ZipkinSpan[]));
      response.writeHead(202).end();
    });
  });
  zipkin.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => zipkin.listen(0, '127.0.0.1', resolve));
  opened.push(() => Promise.resolve(zipkin.close().closeAllConnections()));
  return `http://127.0.0.1:${(zipkin.address() as AddressInfo).port}/api/v2/spans`;
}

async function startViewer(): Promise<TraceBackend> {
  const binary = await findTraceBackend(() => undefined);
  const { offset, guard } = await claimFreeOffset([basePorts.traces, basePorts.tracesOtlp]);
  opened.push(() => Promise.resolve(guard.close()));
  makeDirectory(join(directory, 'logs'));
  opened.push(() => Promise.resolve(deleteStackData(directory)));
  const pids = await openPidFile(directory);
  opened.push(() => pids.close());
  const backend = createTraceBackend({ binary, directory, ports: shiftPorts(offset), pids });
  await backend.start();
  await backend.ready();
  return backend;
}

/** A call through the sidecar, as another service would make it, in a trace that is kept. */
async function callPricing(): Promise<{ readonly traceId: string; readonly parentId: string }> {
  const [traceId, parentId] = [randomUUID().replaceAll('-', ''), randomUUID().replaceAll('-', '').slice(0, 16)];
  const response = await fetch(`${stack.sidecar('pricing').url}/v1.0/invoke/pricing/method/quotes?dryRun=true`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'dapr-api-token': stack.secrets.daprApiToken,
      traceparent: `00-${traceId}-${parentId}-01`,
    },
    body: JSON.stringify({
      reference: { type: 'order', id: randomUUID() },
      customerId: 'someone',
      items: [{ sku: 'MUG-BLUE', quantity: 1 }],
      destination: { country: 'NL' },
    }),
  });
  expect([response.status, await response.text()]).toEqual([expect.any(Number), expect.stringContaining('total')]);
  return { traceId, parentId };
}

test('when a traced call is made, then the local viewer shows its whole trace, of the sidecar and of the service', async () => {
  const { traceId } = await callPricing();
  const spans = await eventually(
    async () => {
      const body = JSON.stringify({ query: `trace_id = ${traceId}`, limit: 5 });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${viewer.url}/api/query/traces`, { method: 'POST', headers, body });
      const { traces } = (await answer.json()) as { traces: { spans: ViewerSpan[] }[] };
      const found = traces[0]?.spans ?? [];
      return found.some(({ name }) => name === 'POST /quotes') && found.some(({ name }) => name.startsWith('CallLocal/')) && found;
    },
    { timeoutMs: 30_000, everyMs: 200 },
  );
  const served = spans.find(({ name }) => name === 'POST /quotes');
  expect(served?.attributes).toMatchObject({ 'http.route': '/quotes', 'sidecart.correlation_id': expect.any(String) as string });
  expect(spans.map(({ spanId }) => spanId)).toContain(served?.parentSpanId);
  const page = await fetch(viewer.url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
}, 60_000);

test('when Zipkin is asked for, then services and sidecars send the same trace there', async () => {
  const { traceId, parentId } = await callPricing();
  await eventually(
    () => {
      const spans = zipkinSpans.filter((span) => span.traceId === traceId);
      expect(new Set(spans.map(({ localEndpoint }) => localEndpoint.serviceName))).toEqual(new Set(['pricing', 'pricing-sidecar']));
      const known = new Set([parentId, ...spans.map(({ id }) => id)]);
      expect(spans.filter((span) => !known.has(span.parentId ?? ''))).toEqual([]);
      return true;
    },
    { timeoutMs: 30_000, everyMs: 200 },
  );
}, 60_000);

test('when nothing is configured, then a service does not even load what traces; a wrong exporter is told at once', async () => {
  const register = require.resolve('@sidecart/platform/register');
  const run = (env: NodeJS.ProcessEnv) =>
    promisify(execFile)(
      process.execPath,
      ['-e', `require(${JSON.stringify(register)}); console.log(Object.keys(require.cache).filter((f) => /sdk-trace/.test(f)).length > 0)`],
      { env: { PATH: process.env['PATH'], ...env } },
    );
  expect((await run({})).stdout.trim()).toBe('false');
  expect((await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' })).stdout.trim()).toBe('false');
  expect((await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).stdout.trim()).toBe('true');
  await expect(run({ OTEL_TRACES_EXPORTER: 'jaeger' })).rejects.toThrow('OTEL_TRACES_EXPORTER: jaeger is none of otlp, zipkin, console');
}, 60_000);
