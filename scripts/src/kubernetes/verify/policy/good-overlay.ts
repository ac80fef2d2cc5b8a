import { parseManifests, type Manifest } from '../manifest.js';
import type { Rendered } from './rule.js';

const YAML = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: orders, namespace: shop }
automountServiceAccountToken: false
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata:
      labels: { app: orders }
      annotations:
        dapr.io/enabled: 'true'
        dapr.io/config: sidecart
        dapr.io/app-token-secret: tokens
        dapr.io/sidecar-cpu-request: 100m
        dapr.io/sidecar-memory-request: 128Mi
        dapr.io/sidecar-cpu-limit: '1'
        dapr.io/sidecar-memory-limit: 256Mi
    spec:
      serviceAccountName: orders
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: orders } } }
      containers:
        - name: app
          image: registry.example/orders:1.0.0
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { cpu: '1', memory: 256Mi } }
          readinessProbe: { httpGet: { path: /readyz, port: operations } }
          livenessProbe: { httpGet: { path: /healthz, port: operations } }
          ports: [{ name: operations, containerPort: 9464 }]
          env:
            - { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: orders-database, key: url } } }
            - { name: ADMIN_TOKEN_FILE, value: /run/token }
            - { name: LOG_LEVEL, valueFrom: { configMapKeyRef: { name: settings, key: level } } }
          volumeMounts: [{ name: settings, mountPath: /etc/settings }]
      volumes: [{ name: settings, configMap: { name: settings } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { level: info }
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: orders }, ports: [{ port: 9464, targetPort: operations }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: orders, namespace: shop }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: orders } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-all, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: orders, namespace: shop }
spec:
  scaleTargetRef: { name: orders }
  minReplicaCount: 2
  triggers:
    - type: redis-streams
      metadata: { stream: orders.order.created, consumerGroup: orders, lagCount: '500', addressFromEnv: REDIS_HOST }
      authenticationRef: { name: redis }
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: { name: redis, namespace: shop }
spec: { secretTargetRef: [{ parameter: password, name: redis, key: password }] }
---
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata: { name: sidecart, namespace: shop }
spec: { tracing: { samplingRate: '0' } }
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: pubsub, namespace: shop }
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - { name: redisHost, value: redis.shop.svc:6379 }
    - { name: redisPassword, secretKeyRef: { name: redis, key: password } }
`;

type Mutable = Record<string, unknown> & Manifest;

/** An overlay that no rule objects to; `spoil` changes one thing in it first. For tests. */
export function goodOverlay(spoil: (overlay: { object: (name: string) => Mutable; manifests: Manifest[] }) => void = () => undefined): Rendered {
  const manifests = parseManifests(YAML);
  const object = (name: string): Mutable => manifests.find(({ kind, metadata }) => `${kind}/${metadata.name}` === name) as Mutable;
  spoil({ object, manifests });
  const secrets = { tokens: ['token'], 'orders-database': ['url'], redis: ['password'] };
  return { manifests, prerequisites: { secrets, configMaps: {}, exceptions: [] }, production: true };
}

/** Sets a value at a dotted path ("spec.template.spec.containers.0.image"); undefined removes it. For tests. */
export function set(target: object, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let place = target as Record<string, unknown>;
  for (const step of steps) place = (place[step] ??= {}) as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(place, last);
  else place[last] = value;
}
