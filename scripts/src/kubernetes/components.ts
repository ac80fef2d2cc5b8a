import { SetupError } from '../errors.js';
import { labelsOf, type Manifest } from './manifest.js';
import { SECRETS } from './places.js';
import type { Sources } from './sources.js';

/** One entry of a component's metadata: a value, or where the secret is. */
interface Metadata {
  readonly name: string;
  readonly value?: string;
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
}

/** Only where there is no operator to resolve secrets. */
const LOCAL_ONLY = new Set(['secretstores.local.env']);

/** A mail server in the open wants to know who sends; both may be empty. */
const SMTP_LOGIN: readonly Metadata[] = [
  { name: 'user', secretKeyRef: { name: 'smtp', key: 'user' } },
  { name: 'password', secretKeyRef: { name: 'smtp', key: 'password' } },
];

/**
 * The Dapr components and resiliency of the local run, for a cluster: secrets come from Kubernetes, each component is scoped to named
 * apps, and pub/sub is held to the topics that the code publishes and subscribes to.
 */
export function daprResources(sources: Sources): readonly Manifest[] {
  return sources.components.flatMap((resource) => {
    if (resource.kind !== 'Component') return [labelled(resource)];
    const { type, metadata, ...spec } = resource['spec'] as { type: string; metadata: readonly Metadata[] };
    if (LOCAL_ONLY.has(type)) return [];
    const { auth: _localStore, scopes, ...rest } = resource;
    const more = type === 'pubsub.redis' ? sources.scopes.metadata : type === 'bindings.smtp' ? SMTP_LOGIN : [];
    const all = sources.apps.map(({ appID }) => appID).sort();
    return [
      labelled({
        ...rest,
        spec: { type, ...spec, metadata: [...metadata.map(inCluster), ...more] },
        scopes: scopes ?? all,
      }),
    ];
  });
}

function inCluster(entry: Metadata): Metadata {
  if (entry.secretKeyRef === undefined) return entry;
  const { name } = entry.secretKeyRef;
  const secretKeyRef = SECRETS[name];
  if (secretKeyRef === undefined)
    throw new SetupError(`components/ reads ${name}, and scripts/src/kubernetes/places.ts does not say which secret holds it.`);
  return { name: entry.name, secretKeyRef };
}

const labelled = (resource: Manifest): Manifest => ({
  ...resource,
  metadata: { ...resource.metadata, labels: labelsOf(resource.metadata.name, 'dapr') },
});
