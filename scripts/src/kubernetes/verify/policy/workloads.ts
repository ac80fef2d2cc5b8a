import { fieldsAt, listAt, ofKind, textAt, valueAt, type Fields, type Manifest } from '../manifest.js';
import { selects, workloadsOf, type Workload } from '../workload.js';
import { containerRule } from './pod-security.js';
import type { Finding, Rule } from './rule.js';

const AMOUNTS = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'] as const;
const SIDECAR_AMOUNTS = ['cpu-request', 'memory-request', 'cpu-limit', 'memory-limit'].map((name) => `dapr.io/sidecar-${name}`);

const ownResources = containerRule('resources', ({ fields }) => {
  const missing = AMOUNTS.filter((amount) => valueAt(fields, 'resources', ...amount.split('.')) === undefined);
  return missing.length === 0 ? undefined : `no ${missing.join(', ')}`;
});

/** Requests and limits for all that runs in a Pod; the sidecar's are annotations. */
export const resources: Rule = {
  name: 'resources',
  check: (rendered) => [
    ...ownResources.check(rendered),
    ...workloadsOf(rendered.manifests)
      .filter(({ hasSidecar }) => hasSidecar)
      .flatMap(({ name, annotations }): Finding[] => {
        const missing = SIDECAR_AMOUNTS.filter((annotation) => annotations[annotation] === undefined);
        return missing.length === 0 ? [] : [{ object: name, problem: `sidecar: no ${missing.join(', ')}` }];
      }),
  ],
};

export const probes = containerRule('probes', ({ init, fields }, { lasting }) => {
  if (init || !lasting) return undefined;
  const missing = ['readinessProbe', 'livenessProbe'].filter((probe) => fields[probe] === undefined);
  return missing.length === 0 ? undefined : `no ${missing.join(', ')}`;
});

export const imageTags = containerRule('image-tags', ({ fields }) => {
  const image = textAt(fields, 'image') ?? '';
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return `image ${image} has no tag`;
  return tag === 'latest' ? `image ${image} is whatever is latest` : undefined;
});

/** A Pod that asks nothing of the API server carries no token for it. */
export const serviceAccountToken: Rule = {
  name: 'service-account-token',
  check: ({ manifests }) => {
    const accounts = new Map(ofKind(manifests, 'ServiceAccount').map((account) => [account.metadata.name, account]));
    return workloadsOf(manifests).flatMap(({ name, pod }): Finding[] => {
      const account = accounts.get(textAt(pod, 'serviceAccountName') ?? 'default');
      const mounted = pod['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'];
      return mounted === false ? [] : [{ object: name, problem: 'automountServiceAccountToken is not false' }];
    });
  },
};

/** The Pods of one Deployment must not all be on one node. */
export const topologySpread: Rule = {
  name: 'topology-spread',
  check: ({ manifests }) =>
    deployments(manifests).flatMap(({ name, pod, labels }): Finding[] => {
      const constraints = listAt(pod, 'topologySpreadConstraints');
      if (constraints.length === 0) return [{ object: name, problem: 'no topologySpreadConstraints' }];
      const own = constraints.every((one) => one['labelSelector'] !== undefined && selects(fieldsAt(one, 'labelSelector'), labels));
      return own ? [] : [{ object: name, problem: 'a topologySpreadConstraint does not select its own Pods' }];
    }),
};

const LEAST_REPLICAS = 2;

/** In production one Pod may go at any moment. */
export const replicas: Rule = {
  name: 'replicas',
  check: ({ manifests, production }) =>
    (production ? deployments(manifests) : []).flatMap(({ name, manifest }): Finding[] => {
      const least = leastReplicas(manifests, manifest);
      return least >= LEAST_REPLICAS ? [] : [{ object: name, problem: `it may run as ${String(least)}` }];
    }),
};

function deployments(manifests: readonly Manifest[]): Workload[] {
  return workloadsOf(ofKind(manifests, 'Deployment'));
}

/** The number of Pods a Deployment never has less of: its scaler's minimum (KEDA's default is 0), else its own. */
export function leastReplicas(manifests: readonly Manifest[], deployment: Manifest): number {
  const targets = (scaler: Fields): boolean => textAt(scaler, 'spec', 'scaleTargetRef', 'name') === deployment.metadata.name;
  const keda = ofKind(manifests, 'ScaledObject').find(targets);
  if (keda !== undefined) return Number(valueAt(keda, 'spec', 'minReplicaCount') ?? 0);
  const hpa = ofKind(manifests, 'HorizontalPodAutoscaler').find(targets);
  return Number(valueAt(hpa, 'spec', 'minReplicas') ?? (hpa === undefined ? (valueAt(deployment, 'spec', 'replicas') ?? 1) : 1));
}
