let running: { shutdown(): Promise<void> } | undefined;

/** Remembers the telemetry that was preloaded into this process. */
export function rememberTelemetry(telemetry: { shutdown(): Promise<void> } | undefined): void {
  running = telemetry;
}

/** Sends the last spans; never rejects, since nothing can be done about it at an exit. */
export async function shutdownTelemetry(): Promise<void> {
  await running?.shutdown().catch(() => undefined);
}
