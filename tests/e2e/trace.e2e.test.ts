import { randomUUID } from 'node:crypto';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { openDesk, type Desk } from './support/desk.js';
import { openShop, type Shop } from './support/shop.js';
import { hop, openSpanCollector, type CollectedSpan, type SpanCollector, type Wanted } from './support/span-collector.js';

const SERVER = 2;
const services = ['checkout', 'orders', 'payment', 'pricing', 'warehouse', 'shipping', 'customers', 'fraud', 'notification'];
const sidecars = services.map((service) => `${service}-sidecar`);

let collector: SpanCollector;
let shop: Shop;
let desk: Desk;
beforeAll(async () => {
  collector = await openSpanCollector();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200' };
  shop = await openShop({ services, env, sidecarEnv: env, appEnv: { shipping: { SHIPMENT_GIVE_UP_MS: '3000' } } });
  desk = openDesk(shop);
}, 240_000);
afterAll(async () => {
  await shop.close();
  await collector.close();
});
afterEach(() => desk.noFaults());

/** Waits for the whole trace of an order: one trace, all that is wanted in it, and a parent for every span but the first. */
async function traceOf(orderId: string, wanted: readonly Wanted[]): Promise<readonly CollectedSpan[]> {
  return eventually(
    () => {
      const traceIds = new Set(collector.spans.filter(({ attributes }) => attributes['sidecart.order_id'] === orderId).map(({ traceId }) => traceId));
      expect(traceIds.size).toBe(1);
      const spans = collector.spans.filter(({ traceId }) => traceIds.has(traceId));
      const names = new Set(spans.map(({ service, name }) => `${service} ${name}`));
      expect(wanted.map((pair) => pair.join(' ')).filter((name) => !names.has(name))).toEqual([]);
      const ids = new Set(spans.map(({ spanId }) => spanId));
      const unparented = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
      expect(unparented.map(({ service, name, parentSpanId }) => [service, name, parentSpanId])).toEqual([[...(wanted[0] ?? []), '']]);
      return spans;
    },
    { timeoutMs: 30_000, everyMs: 200 },
  );
}

const attempts = (spans: readonly CollectedSpan[], name: string) =>
  spans.filter((span) => span.name === name).map(({ attributes }) => [attributes['workflow.attempt'], attributes['workflow.result']]);

test('when a sale is made at the checkout, then one trace follows it to the mails', async () => {
  const sale = await shop.sell();
  await desk.reaches(sale.orderId, 'COMPLETED');
  const spans = await traceOf(sale.orderId, [
    ['checkout', 'POST /checkout-sessions/:id/complete'],
    ['checkout', 'intent checkout.capture'],
    ['payment', 'intent capture-payment'],
    ['checkout-sidecar', 'CallLocal/payment/payments'],
    ['payment-sidecar', 'CallLocal/payment/payments'],
    ['payment', 'POST /payments'],
    ...hop('checkout', 'checkout.order.completed', 'orders'),
    ...hop('orders', 'orders.order.recorded', 'checkout', 'warehouse'),
    ...hop('warehouse', 'warehouse.inventory.reserved', 'shipping', 'orders'),
    ['shipping', 'intent create-shipment'],
    ...hop('shipping', 'shipping.shipment.created', 'orders', 'warehouse', 'notification'),
    ['notification', 'intent send-mail'],
    ['notification-sidecar', '/v1.0/bindings/smtp'],
    ...hop('orders', 'orders.order.completed', 'notification'),
  ]);
  expect(spans.filter(({ service }) => sidecars.includes(service)).length).toBeGreaterThan(20);
}, 90_000);

test('when an order by events cannot be shipped, then its trace shows how it went and how it was undone', async () => {
  await desk.choose('choreography');
  await desk.fault('shipping', { operation: 'create-shipment', effect: 'fail' });
  const id = await desk.place();
  await desk.settled(id, 120_000);
  const spans = await traceOf(id, [
    ['orders', 'POST /orders'],
    ...hop('orders', 'orders.order.created', 'payment'),
    ['payment', 'intent charge-order'],
    ['payment-sidecar', 'CallLocal/pricing/quotes'],
    ['pricing', 'POST /quotes'],
    ['fraud', 'POST /scores'],
    ...hop('payment', 'payment.payment.completed', 'orders', 'warehouse'),
    ...hop('warehouse', 'warehouse.inventory.reserved', 'orders', 'shipping'),
    ...hop('shipping', 'shipping.shipment.failed', 'orders', 'payment', 'warehouse'),
    ...hop('payment', 'payment.payment.refunded', 'orders'),
    ...hop('orders', 'orders.order.failed', 'notification'),
  ]);
  const shipping = spans.filter(({ name }) => name === 'intent create-shipment');
  expect(shipping.map(({ attributes }) => attributes['intent.attempt'])).toEqual(expect.arrayContaining([1, 2]));
  expect(shipping.some(({ failed }) => failed)).toBe(true);
}, 180_000);

test('when an order by the workflow cannot be shipped, then its trace shows each attempt and each compensation', async () => {
  await desk.choose('orchestration');
  await desk.fault('shipping', { operation: 'create-shipment', effect: 'fail' });
  const id = await desk.place();
  await desk.settled(id, 150_000);
  const spans = await traceOf(id, [
    ['orders', 'POST /orders'],
    ['orders', 'intent start-workflow'],
    ['orders-sidecar', '/v1.0/workflows/dapr/ProcessOrderWorkflow/start'],
    ...['ValidateOrder', 'CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment'].map((step): Wanted => [
      'orders',
      `activity ${step}`,
    ]),
    ...['BeginUndo', 'RefundPayment', 'ReleaseInventoryReservation', 'FailOrder'].map((step): Wanted => ['orders', `activity ${step}`]),
    ['customers', 'POST /eligibility'],
    ['shipping-sidecar', 'CallLocal/shipping/shipments'],
    ...hop('payment', 'payment.payment.refunded', 'orders'),
    ...hop('orders', 'orders.order.failed', 'notification', 'payment'),
  ]);
  expect(attempts(spans, 'activity ProcessPayment')).toEqual([[1, 'done']]);
  expect(attempts(spans, 'activity RefundPayment')).toEqual([[1, 'done']]);
  const shipping = spans.filter(({ name }) => name === 'activity CreateShipment');
  expect(shipping.length).toBeGreaterThan(1);
  for (const { attributes } of shipping) expect(attributes).toMatchObject({ 'workflow.instance.id': id, 'workflow.step': 'CreateShipment' });
  expect(shipping[0]).toMatchObject({ failed: true, attributes: { 'workflow.attempt': 1, 'error.type': expect.any(String) as string } });
}, 240_000);

test('when a caller brings a correlation id as baggage, then every span of every service has it, and nothing else of the baggage', async () => {
  const flow = `flow-${randomUUID()}`;
  const headers = { baggage: `tenant=acme,correlation-id=${flow}` };
  await desk.choose('choreography');
  const answer = await desk.tryPlace({}, headers);
  expect(answer.headers.get('x-correlation-id')).toBe(flow);
  const id = String(answer.body['orderId']);
  await desk.settled(id);
  const spans = await traceOf(id, [['orders', 'POST /orders'], ...hop('payment', 'payment.payment.completed', 'orders', 'warehouse')]);
  const own = spans.filter(({ service }) => services.includes(service));
  expect(own.filter(({ attributes }) => attributes['sidecart.correlation_id'] !== flow).map(({ service, name }) => `${service} ${name}`)).toEqual([]);
  expect(new Set(own.map(({ service }) => service))).toEqual(
    new Set(['orders', 'payment', 'pricing', 'fraud', 'warehouse', 'shipping', 'notification']),
  );
  expect(JSON.stringify(collector.spans)).not.toContain('acme');
}, 90_000);

test('when a caller’s trace is not kept, then neither services nor sidecars export any of it', async () => {
  const traceId = randomUUID().replaceAll('-', '');
  await desk.choose('orchestration');
  const answer = await desk.tryPlace({}, { traceparent: `00-${traceId}-b7ad6b7169203331-00` });
  const unkept = String(answer.body['orderId']);
  await desk.settled(unkept);
  // What is placed after it is exported after it.
  const kept = await desk.place();
  await desk.settled(kept);
  await traceOf(kept, [['orders', 'POST /orders'], ...hop('orders', 'orders.order.completed', 'notification')]);
  expect(collector.spans.filter((span) => span.traceId === traceId || span.attributes['sidecart.order_id'] === unkept)).toEqual([]);
}, 120_000);

describe('of all spans of the run', () => {
  test('when nobody asked for anything and nothing was published, then there is no trace: loops begin none', () => {
    const begun = collector.spans.filter(({ parentSpanId }) => parentSpanId === '');
    expect(begun.filter(({ kind, name }) => kind !== SERVER && !name.startsWith('create ')).map(({ service, name }) => `${service} ${name}`)).toEqual(
      [],
    );
    expect(begun.filter(({ service }) => sidecars.includes(service))).toEqual([]);
  });

  test('when a span is about messages, then its name, kind and attributes are those of the conventions', () => {
    const kinds = { create: 4, send: 3, process: 5 } as const;
    for (const [operation, kind] of Object.entries(kinds)) {
      const spans = collector.spans.filter((span) => services.includes(span.service) && span.name.startsWith(`${operation} `));
      expect(spans.length).toBeGreaterThan(10);
      for (const span of spans) {
        const topic = span.name.slice(operation.length + 1);
        expect(topic).toMatch(/^[a-z]+\.[a-z]+\.[a-z_]+$/);
        expect(span).toMatchObject({
          kind,
          attributes: {
            'messaging.system': 'dapr',
            'messaging.operation.type': operation,
            'messaging.operation.name': operation,
            'messaging.destination.name': topic,
            ...(operation === 'send'
              ? { 'messaging.batch.message_count': expect.any(Number) as number }
              : { 'messaging.message.id': expect.any(String) as string, 'messaging.message.conversation_id': expect.any(String) as string }),
            ...(operation === 'process' ? { 'messaging.consumer.group.name': span.service } : {}),
          },
        });
        if (operation === 'send') expect(span.links.length).toBeGreaterThan(0);
      }
    }
  });

  test('when they are searched for addresses, card tokens and secrets, then there are none', () => {
    const text = collector.spans.map((span) => span.text).join('\n');
    expect(text).not.toMatch(/[\w.-]+@example|tok_visa|Main Street|Jane Doe/);
    const { appApiToken, daprApiToken, adminToken, redisUrl } = shop.stack.secrets;
    for (const secret of [appApiToken, daprApiToken, adminToken, new URL(redisUrl).password]) expect(text).not.toContain(secret);
  });
});
