import { SpanKind, SpanStatusCode, trace, context } from '@opentelemetry/api';
import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace-node';
import { currentFlow } from '../runtime/context.js';
import { recordSpans, type RecordedSpans } from '../testing/recorded-spans.js';
import type { PlatformEvent } from './event.js';
import { inSendSpan, sharedFlow, startProcessSpans, traceCreation } from './message-spans.js';
import { inSpan } from './trace.js';

const event = (fields: Partial<PlatformEvent>): PlatformEvent =>
  ({ id: 'e1', type: 'orders.order.created', correlationid: 'c1', data: { orderId: 'o1' }, ...fields }) as PlatformEvent;
/** An event as a request publishes it: with the traceparent of its making. */
const published = (fields: Partial<PlatformEvent> = {}): PlatformEvent => {
  const traceparent = traceCreation(event(fields));
  return event({ ...fields, ...(traceparent === undefined ? {} : { traceparent }) });
};
const TRACED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNTRACED = '00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-00';

describe('with tracing', () => {
  let spans: RecordedSpans;
  beforeAll(() => {
    spans = recordSpans();
  });
  beforeEach(() => spans.reset());
  afterAll(() => spans.stop());

  test('when an event is made in a request, then its traceparent is that of a producer’s span below the request', async () => {
    const { traceparent } = await inSpan('POST /orders', {}, () => Promise.resolve(published()));
    const [request, create] = [spans.named('POST /orders'), spans.named('create orders.order.created')];
    expect(traceparent).toBe(`00-${request.spanContext().traceId}-${create.spanContext().spanId}-01`);
    expect(create.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(create.kind).toBe(SpanKind.PRODUCER);
    expect(create.attributes).toEqual({
      'messaging.system': 'dapr',
      'messaging.operation.type': 'create',
      'messaging.operation.name': 'create',
      'messaging.destination.name': 'orders.order.created',
      'messaging.message.id': 'e1',
      'messaging.message.conversation_id': 'c1',
      'sidecart.correlation_id': 'c1',
      'sidecart.order_id': 'o1',
    });
  });

  test('when a batch is sent, then one span is linked to all its events whose trace is kept, below the first of them', async () => {
    const [a, b] = [published(), published({ id: 'e2' })];
    const unkept = event({ id: 'e3', traceparent: UNTRACED });
    const answer = await inSendSpan('orders.order.created', [unkept, a, b], () => Promise.resolve(currentFlow().correlationId));
    expect(answer).toBe('c1');
    const send = spans.named('send orders.order.created');
    expect([send.spanContext().traceId, send.parentSpanContext?.spanId]).toEqual(a.traceparent?.split('-').slice(1, 3));
    expect(send.links.map((link) => link.context.spanId)).toEqual([a, b].map(({ traceparent }) => traceparent?.split('-')[2]));
    expect(send.kind).toBe(SpanKind.CLIENT);
    expect(send.attributes).toMatchObject({
      'messaging.operation.type': 'send',
      'messaging.batch.message_count': 3,
      'sidecart.correlation_id': 'c1',
    });
  });

  test('when no trace of a batch is kept, then it is sent without a span', async () => {
    expect(await inSendSpan('orders.order.created', [event({ traceparent: UNTRACED }), event({})], () => Promise.resolve('sent'))).toBe('sent');
    expect(spans.all()).toEqual([]);
  });

  test('when a batch is handled, then each event has a consumer’s span below its making, linked to the delivery', async () => {
    const events = [event({ traceparent: TRACED }), event({ id: 'e2', correlationid: 'c2' })];
    await inSpan('POST /events/:topic', {}, () => {
      const { contexts, end } = startProcessSpans('payment', events);
      for (const one of events) context.with(contexts.get(one)!, () => trace.getActiveSpan()!.setAttribute('handled', one.id));
      end();
      return Promise.resolve();
    });
    const delivery = spans.named('POST /events/:topic');
    const [first, second] = spans.all().filter(({ name }) => name === 'process orders.order.created');
    expect([first?.spanContext().traceId, first?.parentSpanContext?.spanId]).toEqual(TRACED.split('-').slice(1, 3));
    expect(second?.parentSpanContext).toBeUndefined();
    expect(first?.kind).toBe(SpanKind.CONSUMER);
    expect(first?.attributes).toMatchObject({
      handled: 'e1',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': 'payment',
      'messaging.message.id': 'e1',
      'sidecart.correlation_id': 'c1',
    });
    expect(second?.attributes).toMatchObject({ handled: 'e2', 'sidecart.correlation_id': 'c2' });
    for (const span of [first, second]) expect(span?.links.map((link) => link.context)).toEqual([delivery.spanContext()]);
    expect(delivery.attributes).toEqual({});
  });

  test('when all events of a delivery have one correlation, then its span has it', async () => {
    await inSpan('POST /events/:topic', {}, () => Promise.resolve(startProcessSpans('payment', [event({}), event({ id: 'e2' })]).end()));
    expect(spans.named('POST /events/:topic').attributes).toEqual({ 'sidecart.correlation_id': 'c1' });
  });

  test('when handling fails, then the span says so', () => {
    const { fail, end } = startProcessSpans('payment', [event({})]);
    fail(Object.assign(new Error('no answer'), { code: 'CARRIER_DOWN' }));
    end();
    const { status, attributes } = spans.named('process orders.order.created');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no answer' });
    expect(attributes['error.type']).toBe('CARRIER_DOWN');
  });
});

describe('with a sampler that keeps nothing of its own', () => {
  test('when an event is made, then its traceparent says that the trace is not kept, and nothing is recorded', async () => {
    const spans = recordSpans({ sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) });
    const made = published();
    expect(made.traceparent).toMatch(/-00$/);
    await inSendSpan(made.type, [made], () => Promise.resolve());
    startProcessSpans('payment', [made]).end();
    expect(spans.all()).toEqual([]);
    await spans.stop();
  });
});

describe('without tracing', () => {
  test('when an event is made, then it has no traceparent; sending and handling go on', async () => {
    expect(traceCreation(event({}))).toBeUndefined();
    expect(await inSendSpan('t', [event({ traceparent: TRACED })], () => Promise.resolve('sent'))).toBe('sent');
    expect(() => startProcessSpans('payment', [event({ traceparent: TRACED })]).end()).not.toThrow();
  });
});

test('when events differ in their correlation, then they share no flow', () => {
  expect(sharedFlow([event({}), event({ correlationid: 'c2' })])).toEqual({});
  expect(sharedFlow([event({}), event({})])).toEqual({ correlationId: 'c1' });
  expect(sharedFlow([])).toEqual({});
});
