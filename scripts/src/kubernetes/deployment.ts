import type { AppTopology } from '../stack/topology.js';
import { labelsOf, selectorOf, type Manifest } from './manifest.js';
import { DATABASES, ENDING, GRACE, PORTS } from './places.js';
import { sidecarAnnotations } from './sidecar.js';
import type { Resources } from './sizing.js';
import { sizeOf, type Sources } from './sources.js';

/** The image's name before the images component gives it a registry and a version. */
export const imageOf = (service: string): string => `sidecart/${service}`;

/** The user of the images; any other number does too. */
const USER = 65_532;

/** Restricted in the sense of the Pod Security Standards, for any container of ours. */
export const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** The same for a pod. */
export const POD_SECURITY = { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } };

/** One service's Deployment. It says no number of replicas: that is the autoscaler's. */
export function deploymentOf(sources: Sources, app: AppTopology): Manifest {
  const labels = labelsOf(app.appID, 'service');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app.appID, labels },
    spec: {
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorOf(app.appID) },
      // Nothing is taken away before its successor is ready.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { metadata: { labels, annotations: sidecarAnnotations(sources, app) }, spec: podOf(sources, app) },
    },
  };
}

function podOf(sources: Sources, app: AppTopology) {
  return {
    serviceAccountName: app.appID,
    // Only the sidecar has a token, of its own, for Dapr's certificate authority.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE,
    securityContext: POD_SECURITY,
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => spread(app.appID, topologyKey)),
    initContainers: [migrationOf(sources, app)],
    containers: [containerOf(sources, app)],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
  };
}

const spread = (name: string, topologyKey: string) => ({
  ...{ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' },
  labelSelector: { matchLabels: selectorOf(name) },
  // Each rollout spreads by itself: the pods it replaces do not count.
  matchLabelKeys: ['pod-template-hash'],
});

/** Runs before the service on every start, under an advisory lock: a new image never meets an old schema. */
function migrationOf(sources: Sources, { appID }: AppTopology) {
  return {
    name: 'migrate',
    image: imageOf(appID),
    command: ['node', 'packages/platform/dist/migrate-main.js', appID],
    env: [fromSecret('DATABASE_URL', DATABASES, appID)],
    resources: resourcesOf(sizeOf(sources, appID).app ?? sources.sizing.app),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

function containerOf(sources: Sources, app: AppTopology) {
  const { pool, app: own } = sizeOf(sources, app.appID);
  const probe = (path: string, more: object) => ({ httpGet: { path, port: 'operations' }, timeoutSeconds: 3, ...more });
  return {
    name: app.appID,
    image: imageOf(app.appID),
    command: app.command,
    ports: [{ name: 'operations', containerPort: PORTS.operations }],
    envFrom: [{ configMapRef: { name: 'settings' } }],
    env: [
      ...Object.entries({ ...app.env, APP_ID: app.appID, APP_PORT: String(app.appPort), DATABASE_POOL_SIZE: String(pool) }).map(toEnv),
      fromSecret('DATABASE_URL', DATABASES, app.appID),
      fromSecret('APP_API_TOKEN', 'app-api-token', 'token'),
      fromSecret('DAPR_API_TOKEN', 'dapr-api-token', 'token'),
      fromSecret('ADMIN_TOKEN', 'admin-token', 'token'),
    ],
    startupProbe: probe('/healthz', { periodSeconds: 2, failureThreshold: 60 }),
    livenessProbe: probe('/healthz', { periodSeconds: 10, failureThreshold: 6 }),
    readinessProbe: probe('/readyz', { periodSeconds: 5, failureThreshold: 3 }),
    // Whoever still has this pod's address reaches an app that listens.
    lifecycle: { preStop: { sleep: { seconds: ENDING.leave } } },
    resources: resourcesOf(own ?? sources.sizing.app),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

const toEnv = ([name, value]: readonly [string, string]) => ({ name, value });
const fromSecret = (name: string, secret: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } });

/** Requests and limits. */
export const resourcesOf = ({ cpu, memory }: Resources) => ({
  requests: { cpu: cpu[0], memory: memory[0] },
  limits: { cpu: cpu[1], memory: memory[1] },
});
