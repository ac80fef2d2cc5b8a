import { SpanStatusCode, trace } from '@opentelemetry/api';
import { inSpan } from '../events/trace.js';
import { recordSpans, type RecordedSpans } from '../testing/recorded-spans.js';
import { withFlow } from './context.js';

let spans: RecordedSpans;
beforeAll(() => {
  spans = recordSpans();
});
beforeEach(() => spans.reset());
afterAll(() => spans.stop());

test('when a span starts in a flow, then it has the flow’s correlation and order; what it says itself stands', () => {
  withFlow({ correlationId: 'c1', orderId: 'o1' }, () => {
    trace.getTracer('test').startSpan('within').end();
    trace
      .getTracer('test')
      .startSpan('own', { attributes: { 'sidecart.correlation_id': 'c2' } })
      .end();
  });
  trace.getTracer('test').startSpan('without').end();
  expect(spans.named('within').attributes).toEqual({ 'sidecart.correlation_id': 'c1', 'sidecart.order_id': 'o1' });
  expect(spans.named('own').attributes).toEqual({ 'sidecart.correlation_id': 'c2', 'sidecart.order_id': 'o1' });
  expect(spans.named('without').attributes).toEqual({});
});

test('when a span ends with personal data in it, then none of it is exported', async () => {
  const attributes = {
    'url.full': 'http://orders/orders?customer=ada@example.org',
    retries: 3,
    texts: ['card 4111 1111 1111 1111'],
    cardToken: 'tok_visa',
  };
  await inSpan('search', { attributes }, () => Promise.reject(new Error('no order of ada@example.org'))).catch(() => undefined);
  const { attributes: kept, events, status } = spans.named('search');
  expect(kept).toMatchObject({ 'url.full': 'http:[redacted]', retries: 3, texts: ['card [redacted]'], cardToken: '[redacted]' });
  expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no order of [redacted]' });
  expect(JSON.stringify([kept, events, status])).not.toMatch(/ada@|4111|tok_visa/);
});
