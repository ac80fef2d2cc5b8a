import { SpanStatusCode } from '@opentelemetry/api';
import { AppError } from '../runtime/errors.js';
import { silentLog } from '../testing/index.js';
import { recordSpans, type RecordedSpans } from '../testing/recorded-spans.js';
import { defineActivity, done, refused, type ActivityResult } from './activity.js';
import { handle, runAttempt } from './run-activity.js';

const ship = defineActivity<undefined, string>('Ship');
const TRACED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let spans: RecordedSpans;
beforeAll(() => {
  spans = recordSpans();
});
beforeEach(() => spans.reset());
afterAll(() => spans.stop());

const attempt = async (run: () => Promise<ActivityResult<string>>) => {
  const call = { step: 'Ship', attempt: 2, deadline: Date.now() + 60_000, startToCloseMs: 20, traceparent: TRACED, input: undefined };
  const settings = { clock: { now: () => new Date() }, log: silentLog(), stopping: new AbortController().signal };
  await runAttempt(handle(ship, run), 'order-1', { ...call, flow: { correlationId: 'c1', orderId: 'order-1' } }, settings);
  return spans.named('activity Ship');
};

test('when an attempt runs, then its span stands in the trace that started the workflow, and says which attempt of what it is', async () => {
  const span = await attempt(() => Promise.resolve(done('x')));
  expect([span.spanContext().traceId, span.parentSpanContext?.spanId]).toEqual(TRACED.split('-').slice(1, 3));
  expect(span.status.code).toBe(SpanStatusCode.UNSET);
  expect(span.attributes).toEqual({
    'workflow.instance.id': 'order-1',
    'workflow.step': 'Ship',
    'workflow.attempt': 2,
    'workflow.result': 'done',
    'sidecart.correlation_id': 'c1',
    'sidecart.order_id': 'order-1',
  });
});

test.each([
  [
    'refuses',
    () => Promise.resolve(refused('ISLAND', 'no carrier')),
    SpanStatusCode.UNSET,
    { 'workflow.result': 'refused', 'workflow.refusal': 'ISLAND' },
  ],
  [
    'fails',
    () => Promise.reject(new AppError('CARRIER_DOWN', 'no answer')),
    SpanStatusCode.ERROR,
    { 'workflow.result': 'failed', 'error.type': 'CARRIER_DOWN' },
  ],
  ['hangs', () => new Promise<never>(() => undefined), SpanStatusCode.ERROR, { 'workflow.result': 'timed_out', 'error.type': 'timed_out' }],
])('when an attempt %s, then its span says so', async (_, run, code, attributes) => {
  const span = await attempt(run);
  expect(span.status.code).toBe(code);
  expect(span.attributes).toMatchObject(attributes);
});
