// A service's first import: instrumentation has to be in place before what it instruments.
import { createRequire } from 'node:module';
import { env } from 'node:process';
import { chosenExporters } from './runtime/telemetry-choice.js';
import { rememberTelemetry } from './runtime/telemetry-handle.js';

// Loaded only when wanted: the SDK costs time and memory in each process.
if (chosenExporters(env).length > 0) {
  const { startTelemetry } = createRequire(__filename)('./runtime/telemetry.js') as typeof import('./runtime/telemetry.js');
  rememberTelemetry(startTelemetry(env));
}
