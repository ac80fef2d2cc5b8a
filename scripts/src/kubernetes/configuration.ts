import type { AppTopology } from '../stack/topology.js';
import { labelsOf, type Manifest } from './manifest.js';
import { NAMESPACE } from './places.js';
import { callersOf, type Sources } from './sources.js';

/** Dapr's own; each sidecar's certificate names it. */
const TRUST_DOMAIN = 'public';

/** The app whose sidecar runs workflows: the scope of components/workflow-state.yaml. */
const WORKFLOW_APP = 'orders';

interface Operation {
  readonly name: string;
  readonly httpVerb: readonly string[];
  readonly action: 'allow';
}

/**
 * One sidecar's Configuration: the local run's, without the address book of one machine and without where its traces go, which
 * the overlays say; with access control. Whoever is not named there is refused, and so is everybody without a certificate: with
 * mTLS off nothing could be called at all.
 */
export function configurationOf(sources: Sources, { appID }: AppTopology): Manifest {
  const {
    nameResolution: _local,
    secrets: _environment,
    tracing: _machine,
    workflow,
    ...shared
  } = sources.configuration['spec'] as Record<string, unknown>;
  const policies = [...callersOf(sources, appID)].map(([caller, calls]) => ({
    ...{ appId: caller, defaultAction: 'deny', trustDomain: TRUST_DOMAIN, namespace: NAMESPACE },
    operations: operationsOf(calls),
  }));
  return {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: appID, labels: labelsOf(appID, 'service') },
    spec: {
      ...shared,
      tracing: { samplingRate: '0' },
      ...(appID === WORKFLOW_APP ? { workflow } : {}),
      // There is no such store (it is switched off); should it ever be on, no app may read from it.
      secrets: { scopes: [{ storeName: 'kubernetes', defaultAccess: 'deny' }] },
      accessControl: { defaultAction: 'deny', trustDomain: TRUST_DOMAIN, policies },
    },
  };
}

/**
 * Calls as Dapr can tell them apart. Its matching stops at the first part of a path that stands for itself, so `/quotes` decides
 * for everything below it too: what begins with another call's path goes to that one, with its verbs. In the middle of a path `*`
 * alone matches nothing, and a UUID is written `*-*`.
 */
export function operationsOf(calls: readonly string[]): readonly Operation[] {
  const asked = calls.map((call) => {
    const [verb = '', path = ''] = call.split(' ');
    return { verb, path: path.replaceAll('{id}', '*-*').replace(/\{[a-z]+\}$/, '*') };
  });
  const decides = (path: string): string =>
    asked
      .map((other) => other.path)
      .reduce((found, other) => (`${path}/`.startsWith(`${other}/`) && other.length < found.length ? other : found), path);
  const verbs = new Map<string, Set<string>>();
  for (const { verb, path } of asked) verbs.set(decides(path), (verbs.get(decides(path)) ?? new Set()).add(verb));
  return [...verbs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, used]) => ({ name, httpVerb: [...used].sort(), action: 'allow' }));
}
