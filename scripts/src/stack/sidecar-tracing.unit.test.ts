import { sidecarTracing } from './sidecar-tracing.js';

const told = (env: Record<string, string>) => sidecarTracing('orders', env);

test('when nothing is to be traced, then the sidecar traces nothing and knows no endpoint', () => {
  for (const env of [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, { OTEL_TRACES_EXPORTER: 'console' }]) {
    expect(told(env)).toMatchObject({ SIDECAR_SAMPLING_RATE: '0', OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_ZIPKIN_ENDPOINT: '' });
  }
});

test('when the services send OTLP, then the sidecar does over HTTP, with their decisions, under a name of its own', () => {
  expect(told({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' })).toMatchObject({
    SIDECAR_SAMPLING_RATE: '1e-19',
    OTEL_SERVICE_NAME: 'orders-sidecar',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_INSECURE: 'true',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: '',
  });
});

test('when only the endpoint for traces is set, then the sidecar is told its base, as it adds the path itself', () => {
  expect(told({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c:4318/v1/traces' })).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c:4318',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
    OTEL_EXPORTER_OTLP_INSECURE: 'false',
  });
});

test('when the services send to Zipkin, then the sidecar does, and to no OTLP endpoint that happens to be set', () => {
  const env = {
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://z:9411/api/v2/spans',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
  };
  expect(told(env)).toMatchObject({
    SIDECAR_SAMPLING_RATE: '1e-19',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://z:9411/api/v2/spans',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
  });
});
