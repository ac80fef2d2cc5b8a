/** Where things live in a cluster: what the manifests, the network between them and the secrets must agree on. */
export const NAMESPACE = 'sidecart';

/** Where Prometheus is, as docs/kubernetes.md installs it. */
export const MONITORING = 'monitoring';

/** Ports inside a pod. The app's own port is dapr.yaml's, on the loopback address: its sidecar is the only way in. */
export const PORTS = { operations: 9464, sidecarInternal: 50002, sidecarMetrics: 9090 } as const;

/**
 * How a pod ends, seconds. At 0 its sidecar stops taking events and the pod leaves the address lists; the app goes on with what
 * it has until `leave`, drains for at most `drain`, and only then (`leave + drain + margin`) its sidecar ends.
 */
export const ENDING = { leave: 5, drain: 10, margin: 5, sidecar: 5, spare: 15 } as const;

/** How long the sidecar stays while its app drains. */
export const SIDECAR_STAYS = ENDING.leave + ENDING.drain + ENDING.margin;

/** After it the kubelet kills what is left of the pod. */
export const GRACE = SIDECAR_STAYS + ENDING.sidecar + ENDING.spare;

/** The secrets, by what the local run's sidecars read from their environment. */
export const SECRETS: Readonly<Record<string, { readonly name: string; readonly key: string }>> = {
  REDIS_HOST: { name: 'redis', key: 'host' },
  REDIS_USERNAME: { name: 'redis', key: 'username' },
  REDIS_PASSWORD: { name: 'redis', key: 'password' },
  REDIS_DB: { name: 'redis', key: 'db' },
  REDIS_TLS: { name: 'redis', key: 'tls' },
  SMTP_HOST: { name: 'smtp', key: 'host' },
  SMTP_PORT: { name: 'smtp', key: 'port' },
  WORKFLOW_DATABASE_URL: { name: 'databases', key: 'workflow' },
};

/** The secret with one database URL a service, under the service's name, and the workflow state's under `workflow`. */
export const DATABASES = 'databases';
