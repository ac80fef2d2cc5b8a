import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { openShop, type Shop } from './support/shop.js';

interface Span {
  readonly traceId: string;
  readonly name: string;
  readonly service: string;
}
interface ExportBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { readonly traceId: string; readonly name: string }[] }[];
  }[];
}

const spans: Span[] = [];
let collector: Server;
let shop: Shop;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') collect(JSON.parse(Buffer.concat(chunks).toString('utf8')) as ExportBody);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  shop = await openShop({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '200' } });
}, 120_000);
afterAll(async () => {
  await shop.close();
  await new Promise((resolve) => collector.close(resolve));
});

function collect(body: ExportBody): void {
  for (const { resource, scopeSpans } of body.resourceSpans) {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ traceId: span.traceId, name: span.name, service });
  }
}

test('when a sale is made, then one trace follows it from the request through outbox, sidecars and both handlers', async () => {
  const sale = await shop.sell();
  await shop.allRecorded([sale]);
  const wanted = [
    ['checkout', 'POST /checkout-sessions/:id/complete'],
    ['payment', 'POST /payments'],
    ['orders', 'process checkout.order.completed'],
    ['checkout', 'process orders.order.recorded'],
  ] as const;
  await eventually(
    () => {
      const root = spans.find(({ service, name }) => service === wanted[0][0] && name === wanted[0][1]);
      const trace = spans.filter(({ traceId }) => traceId === root?.traceId);
      const missing = wanted.filter(([service, name]) => !trace.some((span) => span.service === service && span.name === name));
      if (missing.length > 0)
        throw new Error(
          `not in the trace: ${JSON.stringify(missing)}; seen: ${JSON.stringify([...new Set(spans.map((span) => `${span.traceId.slice(0, 6)} ${span.service} ${span.name}`))])}`,
        );
      return true;
    },
    { timeoutMs: 20_000 },
  );
}, 60_000);
