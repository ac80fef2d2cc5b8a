import { propagation, ROOT_CONTEXT, defaultTextMapGetter } from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { correlationBaggage, correlationOf } from './baggage.js';

test.each([
  ['correlation-id=abc', 'abc'],
  ['tenant=7, correlation-id = abc ;ttl=5,other=x', 'abc'],
  ['correlation-id=a%20b%2C%C3%A9', 'a b,é'],
  ['correlation-id=YWJj==', 'YWJj=='],
  ['correlation-id=100%', undefined],
  ['correlation-id', undefined],
  ['my-correlation-id=abc', undefined],
  ['', undefined],
  [undefined, undefined],
])('when the baggage is %j, then its correlation id is %j', (header, expected) => {
  expect(correlationOf(header)).toBe(expected);
});

test('when a correlation id is sent as baggage, then OpenTelemetry’s own propagator and this one read it', () => {
  const id = 'order=7;a,b %"é"';
  const baggage = correlationBaggage(id);
  const read = propagation.getBaggage(new W3CBaggagePropagator().extract(ROOT_CONTEXT, { baggage }, defaultTextMapGetter));
  expect(read?.getEntry('correlation-id')?.value).toBe(id);
  expect(correlationOf(baggage)).toBe(id);
});
