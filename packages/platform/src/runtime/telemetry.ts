import { diag, DiagConsoleLogger } from '@opentelemetry/api';
import { diagLogLevelFromString, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { createSpanMarker } from './span-marker.js';
import { chosenExporters, chosenProtocol, type SpanExporterName } from './telemetry-choice.js';

/** Traces started by this process; `shutdown` sends what is left. */
export interface Telemetry {
  shutdown(): Promise<void>;
}

/**
 * Starts tracing where the environment names an exporter, else does nothing. Must run before express, http, pg or undici are
 * loaded. Endpoints, headers, sampler, batch and resource follow the standard `OTEL_*` variables; the sampler's default keeps a
 * parent's decision. Throws for an exporter or protocol that is not known.
 */
export function startTelemetry(env: NodeJS.ProcessEnv): Telemetry | undefined {
  const exporters = chosenExporters(env);
  if (exporters.length === 0) return undefined;
  const logLevel = diagLogLevelFromString(env['OTEL_LOG_LEVEL']);
  if (logLevel !== undefined) diag.setLogger(new DiagConsoleLogger(), logLevel);
  const sdk = new NodeSDK({
    serviceName: env['OTEL_SERVICE_NAME'] || env['APP_ID'] || 'sidecart',
    resourceDetectors: [resources.envDetector],
    spanProcessors: [createSpanMarker(), ...exporters.map((exporter) => processorOf(exporter, env))],
    // Traces only: the SDK would send metrics and logs to the same place by default.
    metricReaders: [],
    logRecordProcessors: [],
    // No baggage: of what callers send along only the correlation id goes on, and that without tracing too (http/baggage.ts).
    textMapPropagator: new W3CTraceContextPropagator(),
    instrumentations: instrumentations(env),
  });
  sdk.start();
  return { shutdown: () => sdk.shutdown() };
}

function processorOf(exporter: SpanExporterName, env: NodeJS.ProcessEnv): SpanProcessor {
  switch (exporter) {
    case 'console':
      return new SimpleSpanProcessor(new ConsoleSpanExporter());
    case 'zipkin':
      return new BatchSpanProcessor(new ZipkinExporter());
    case 'otlp':
      return new BatchSpanProcessor(chosenProtocol(env) === 'http/json' ? new JsonExporter() : new ProtobufExporter());
  }
}

/** Loops poll the database and the sidecar all the time; alone, they are no trace of anything: hence a parent for each call out. */
const INSTRUMENTATIONS = {
  http: () =>
    new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ url }) => /^\/(healthz|readyz|metrics|dapr\/)/.test(url ?? ''),
      requireParentforOutgoingSpans: true,
    }),
  // Only for the route in the name of a request's span.
  express: () => new ExpressInstrumentation({ ignoreLayersType: Object.values(ExpressLayerType) }),
  pg: () => new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
  undici: () => new UndiciInstrumentation({ requireParentforSpans: true }),
};

/** Made only where wanted: one that is made is in place. */
function instrumentations(env: NodeJS.ProcessEnv) {
  const unwanted = (env['OTEL_NODE_DISABLED_INSTRUMENTATIONS'] ?? '').split(',').map((name) => name.trim());
  return Object.entries(INSTRUMENTATIONS).flatMap(([name, make]) => (unwanted.includes(name) ? [] : [make()]));
}
