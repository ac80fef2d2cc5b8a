import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';

/** Traces started by this process; `shutdown` sends what is left. */
export interface Telemetry {
  shutdown(): Promise<void>;
}

/**
 * Starts OpenTelemetry when `OTEL_EXPORTER_OTLP_ENDPOINT` (or the traces-only variable) is set, else does nothing.
 * Must run before express, http, pg or undici are loaded. Sampling, service name and headers follow the standard
 * `OTEL_*` variables.
 */
export function startTelemetry(env: NodeJS.ProcessEnv): Telemetry | undefined {
  if (!env['OTEL_EXPORTER_OTLP_ENDPOINT'] && !env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) return undefined;
  const sdk = new NodeSDK({
    serviceName: env['OTEL_SERVICE_NAME'] ?? env['APP_ID'] ?? 'sidecart',
    traceExporter: new OTLPTraceExporter(),
    // Traces only: the SDK would send metrics and logs to the same place by default.
    metricReaders: [],
    logRecordProcessors: [],
    textMapPropagator: new W3CTraceContextPropagator(),
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => /^\/(healthz|readyz|dapr\/)/.test(url ?? '') }),
      new ExpressInstrumentation({ ignoreLayersType: ['middleware' as never] }),
      // Loops poll the database and the sidecar all the time; alone, they are no trace of anything.
      new PgInstrumentation({ requireParentSpan: true }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
    ],
  });
  sdk.start();
  return { shutdown: () => sdk.shutdown() };
}
