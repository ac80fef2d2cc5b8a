import type { AppTopology } from '../stack/topology.js';
import { labelsOf, selectorOf, type Manifest } from './manifest.js';
import { MONITORING, PORTS } from './places.js';
import { callersOf, type Sources } from './sources.js';

/** The app whose sidecars speak with each other: workflows are spread over them. */
const WORKFLOW_APP = 'orders';

const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: 'TCP', port }));
const pods = (names: readonly string[]) => names.map((name) => ({ podSelector: { matchLabels: selectorOf(name) } }));
const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

/**
 * What may reach one service, and whom it may reach, beside what all services may (k8s/base/network.yaml): the sidecars of those
 * that call it and of those it calls, and Prometheus. Servers outside are the overlays'.
 */
export function networkOf(sources: Sources, { appID }: AppTopology): Manifest {
  const self = appID === WORKFLOW_APP ? [appID] : [];
  const callers = [...callersOf(sources, appID).keys(), ...self].sort();
  const callees = [...sources.apps.map((app) => app.appID).filter((other) => callersOf(sources, other).has(appID)), ...self].sort();
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: appID, labels: labelsOf(appID, 'service') },
    spec: {
      podSelector: { matchLabels: selectorOf(appID) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        ...(callers.length === 0 ? [] : [{ from: pods(callers), ports: tcp(PORTS.sidecarInternal) }]),
        { from: [namespace(MONITORING)], ports: tcp(PORTS.operations, PORTS.sidecarMetrics) },
      ],
      // An empty list says the same as none, and the API server would drop it: each apply would look like a change.
      ...(callees.length === 0 ? {} : { egress: [{ to: pods(callees), ports: tcp(PORTS.sidecarInternal) }] }),
    },
  };
}
