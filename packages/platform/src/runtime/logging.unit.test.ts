import { INVALID_SPAN_CONTEXT, trace, type SpanContext } from '@opentelemetry/api';
import { withFlow } from './context.js';
import { createLogger } from './logging.js';

const lines = (work: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] => {
  const written: string[] = [];
  work(createLogger({ service: 'tests', level: 'info', pretty: false, destination: { write: (line) => void written.push(line) } }));
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
};

test('when a line is logged inside a flow, then it carries the service and the flow’s ids', () => {
  const [line] = lines((log) => withFlow({ correlationId: 'c-1', orderId: 'o-1' }, () => log.info({ eventId: 'e-1' }, 'hello')));
  expect(line).toMatchObject({ service: 'tests', level: 'info', correlationId: 'c-1', orderId: 'o-1', eventId: 'e-1', msg: 'hello' });
  expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

describe('the trace of a line', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  /** What a line says while this span is active. */
  const during = (span: SpanContext) => {
    const active = jest.spyOn(trace, 'getActiveSpan').mockReturnValue(trace.wrapSpanContext(span));
    const [line] = lines((log) => withFlow({ traceId: 'of-the-flow' }, () => log.info('x')));
    active.mockRestore();
    return line;
  };

  test('when a span is active, then its line names it, whatever the flow knows', () => {
    const spanId = '00f067aa0ba902b7';
    expect(during({ traceId, spanId, traceFlags: 1 })).toMatchObject({ traceId, spanId });
  });

  test('when nothing is traced here, then the line names the trace its flow came with, and no span', () => {
    const line = during(INVALID_SPAN_CONTEXT);
    expect([line?.['traceId'], line?.['spanId']]).toEqual(['of-the-flow', undefined]);
  });
});

test('when personal data or secrets are logged, at any depth, in text or in errors, then none of them is written', () => {
  const error = Object.assign(new Error('mail to jane@example.com failed'), { cause: new Error('card 4111 1111 1111 1111') });
  const written = JSON.stringify(
    lines((log) => {
      log.info(
        {
          customer: { id: 'c', email: 'jane@example.com' },
          headers: { authorization: 'Bearer s3cret' },
          cardToken: 'tok_visa',
          list: [{ note: 'jane@example.com' }],
        },
        'for jane@example.com',
      );
      log.error({ err: error }, 'failed');
    }),
  );
  for (const secret of ['jane@', '4111', 's3cret', 'tok_visa']) expect(written).not.toContain(secret);
  expect(written).toContain('failed');
});

test('when an id or an amount is logged, then it is not mistaken for a card number', () => {
  const [line] = lines((log) =>
    log.info({ orderId: '0197f4c2-7a4b-7c3d-9e2f-1a2b3c4d5e6f', sequence: '00000000000000000042', minor: 1234567 }, 'kept'),
  );
  expect(line).toMatchObject({ orderId: '0197f4c2-7a4b-7c3d-9e2f-1a2b3c4d5e6f', sequence: '00000000000000000042', minor: 1234567 });
});
