import type { AppTopology } from '../stack/topology.js';
import { ENDING, PORTS, SIDECAR_STAYS } from './places.js';
import { sizeOf, type Sources } from './sources.js';

/** What the Dapr CLI reads from dapr.yaml, by the annotation the injector reads it from. */
const SAME = {
  appID: 'app-id',
  appPort: 'app-port',
  appProtocol: 'app-protocol',
  apiListenAddresses: 'sidecar-listen-addresses',
  logLevel: 'log-level',
  appMaxConcurrency: 'app-max-concurrency',
  enableAppHealthCheck: 'enable-app-health-check',
  appHealthCheckPath: 'app-health-check-path',
  appHealthProbeInterval: 'app-health-probe-interval',
  appHealthProbeTimeout: 'app-health-probe-timeout',
  appHealthThreshold: 'app-health-threshold',
  enableApiLogging: 'enable-api-logging',
} as const satisfies Partial<Record<keyof AppTopology, string>>;

/** The annotations that give a pod its sidecar. */
export function sidecarAnnotations(sources: Sources, app: AppTopology): Record<string, string> {
  const { cpu, memory } = sizeOf(sources, app.appID).sidecar ?? sources.sizing.sidecar;
  const same = Object.entries(SAME).flatMap(([field, annotation]) => {
    const value = app[field as keyof typeof SAME];
    return value === undefined ? [] : [[annotation, String(value)] as const];
  });
  const annotations = {
    enabled: 'true',
    ...Object.fromEntries(same),
    config: app.appID,
    'api-token-secret': 'dapr-api-token',
    'app-token-secret': 'app-api-token',
    'log-as-json': 'true',
    'enable-metrics': 'true',
    'metrics-port': String(PORTS.sidecarMetrics),
    'internal-grpc-port': String(PORTS.sidecarInternal),
    // At the end of a pod it takes no more events at once, and serves its app until that has drained.
    'block-shutdown-duration': `${SIDECAR_STAYS}s`,
    'graceful-shutdown-seconds': String(ENDING.sidecar),
    // Secrets of components are read by Dapr's operator; neither sidecar nor app may ask the cluster for any.
    'disable-builtin-k8s-secret-store': 'true',
    'sidecar-seccomp-profile-type': 'RuntimeDefault',
    'sidecar-cpu-request': cpu[0],
    'sidecar-cpu-limit': cpu[1],
    'sidecar-memory-request': memory[0],
    'sidecar-memory-limit': memory[1],
    // Go's collector tries harder below the limit rather than being killed at it; spans tell the sidecar's from the app's.
    env: `GOMEMLIMIT=${goLimit(memory[1])},OTEL_SERVICE_NAME=${app.appID}-sidecar`,
  };
  return Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`dapr.io/${name}`, value]));
}

/** Nine tenths of a limit in Mi. */
function goLimit(memory: string): string {
  return `${Math.floor(Number.parseInt(memory, 10) * 0.9 * (memory.endsWith('Gi') ? 1024 : 1))}MiB`;
}
