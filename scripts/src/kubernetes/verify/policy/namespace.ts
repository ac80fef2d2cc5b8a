import { nameOf, ofKind, type Manifest } from '../manifest.js';
import type { Finding, Rule } from './rule.js';

const LEVEL = 'pod-security.kubernetes.io/enforce';

/** Everything is in a namespace of the overlay's own, in which the API server admits restricted Pods only. */
export const namespace: Rule = {
  name: 'namespace',
  check: ({ manifests }) => {
    const namespaces = new Map(ofKind(manifests, 'Namespace').map((one) => [one.metadata.name, one]));
    const lax = [...namespaces.values()].filter((one) => one.metadata.labels?.[LEVEL] !== 'restricted');
    const lost = manifests.filter((one) => !CLUSTER_SCOPED.includes(one.kind) && !isIn(namespaces, one));
    return [
      ...lax.map((one): Finding => ({ object: nameOf(one), problem: `${LEVEL} is not restricted` })),
      ...lost.map((one): Finding => ({ object: nameOf(one), problem: `its namespace ${one.metadata.namespace ?? '(none)'} is not the overlay's` })),
    ];
  },
};

const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'PriorityClass', 'StorageClass', 'PersistentVolume'];

function isIn(namespaces: ReadonlyMap<string, Manifest>, manifest: Manifest): boolean {
  return manifest.metadata.namespace !== undefined && namespaces.has(manifest.metadata.namespace);
}

/** The code says what it subscribes to; a second list would drift from it. */
export const noSubscriptions: Rule = {
  name: 'no-subscriptions',
  check: ({ manifests }) =>
    ofKind(manifests, 'Subscription').map((one): Finding => ({ object: nameOf(one), problem: 'subscriptions belong to the code' })),
};
