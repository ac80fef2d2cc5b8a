// Preloaded by `node --require @sidecart/platform/register`: instrumentation has to be in place before what it instruments.
import { startTelemetry } from './runtime/telemetry.js';

const telemetry = startTelemetry(process.env);
if (telemetry !== undefined) process.once('beforeExit', () => void telemetry.shutdown());
