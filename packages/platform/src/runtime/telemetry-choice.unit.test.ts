import { chosenExporters, chosenProtocol } from './telemetry-choice.js';

test.each([
  ['nothing is set', {}, []],
  ['the endpoint is set', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, ['otlp']],
  ['the endpoint for traces is set', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, ['otlp']],
  ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, []],
  ['an exporter is named', { OTEL_TRACES_EXPORTER: 'zipkin' }, ['zipkin']],
  ['two are named, one twice', { OTEL_TRACES_EXPORTER: 'otlp, zipkin,otlp' }, ['otlp', 'zipkin']],
  ['none is named beside an endpoint', { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, []],
  ['the SDK is disabled', { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, []],
])('when %s, then the exporters are %j → %j', (_, env, expected) => {
  expect(chosenExporters(env)).toEqual(expected);
});

test('when an exporter is not known, then it is named with those that are', () => {
  expect(() => chosenExporters({ OTEL_TRACES_EXPORTER: 'jaeger' })).toThrow('OTEL_TRACES_EXPORTER: jaeger is none of otlp, zipkin, console');
});

test('when the protocol is not set, then it is protobuf over HTTP; the variable for traces comes first', () => {
  expect(chosenProtocol({})).toBe('http/protobuf');
  expect(chosenProtocol({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' })).toBe('http/json');
  expect(() => chosenProtocol({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow('grpc is none of http/protobuf, http/json');
});
