// A service's first import: instrumentation has to be in place before what it instruments.
import { createRequire } from 'node:module';
import { env } from 'node:process';
import { rememberTelemetry } from './runtime/telemetry-handle.js';

// Loaded only when wanted: the SDK costs half a second and 60 MB a process.
if (env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) {
  const { startTelemetry } = createRequire(__filename)('./runtime/telemetry.js') as typeof import('./runtime/telemetry.js');
  rememberTelemetry(startTelemetry(env));
}
