const EXPORTERS = ['otlp', 'zipkin', 'console'] as const;
/** Where spans go. */
export type SpanExporterName = (typeof EXPORTERS)[number];

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The exporters that OpenTelemetry's own variables ask for; none: nothing is traced. An endpoint alone asks for OTLP.
 * Throws for an exporter that is not known here.
 */
export function chosenExporters(env: Env): readonly SpanExporterName[] {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return [];
  const named = (env['OTEL_TRACES_EXPORTER'] ?? '').split(',').flatMap((name) => name.trim() || []);
  if (named.includes('none')) return [];
  if (named.length === 0) return env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ? ['otlp'] : [];
  return [...new Set(named)].map((name) => EXPORTERS.find((known) => known === name) ?? unknown('OTEL_TRACES_EXPORTER', name, EXPORTERS));
}

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;
/** How OTLP is spoken. */
export type OtlpProtocol = (typeof PROTOCOLS)[number];

/** The protocol that OpenTelemetry's variables ask for. Throws for gRPC, which the services do not speak. */
export function chosenProtocol(env: Env): OtlpProtocol {
  // An empty variable counts as missing, so `||`.
  const named = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  return PROTOCOLS.find((known) => known === named) ?? unknown('OTEL_EXPORTER_OTLP_PROTOCOL', named, PROTOCOLS);
}

function unknown(variable: string, value: string, known: readonly string[]): never {
  throw new Error(`${variable}: ${value} is none of ${known.join(', ')}`);
}
