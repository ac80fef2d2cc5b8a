import { chosenExporters } from '@sidecart/platform';

/** Never a trace of a sidecar's own, always one that a service keeps. Zero would drop those too: it switches tracing off. */
const AS_THE_PARENT = '1e-19';
const OFF = '0';

/**
 * What makes a sidecar export its spans where the services send theirs, and to nowhere else; `env` is what they are told.
 * A sidecar speaks gRPC and TLS unless told otherwise, and knows no variable for Zipkin but the one in components/config.yaml.
 */
export function sidecarTracing(appId: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const exporters = chosenExporters(env);
  const traces = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const endpoint = traces ? traces.replace(/\/v1\/traces$/, '') : (env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '');
  const otlp = exporters.includes('otlp');
  const zipkin = exporters.includes('zipkin');
  return {
    SIDECAR_SAMPLING_RATE: otlp || zipkin ? AS_THE_PARENT : OFF,
    OTEL_SERVICE_NAME: `${appId}-sidecar`,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp ? endpoint || 'http://localhost:4318' : '',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: '',
    OTEL_EXPORTER_OTLP_INSECURE: String(!endpoint.startsWith('https:')),
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: zipkin ? env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] || 'http://localhost:9411/api/v2/spans' : '',
  };
}
