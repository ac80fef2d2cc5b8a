import type { AppTopology } from '../stack/topology.js';
import { autoscalerOf } from './autoscaling.js';
import { configurationOf } from './configuration.js';
import { deploymentOf } from './deployment.js';
import { labelsOf, selectorOf, type Manifest } from './manifest.js';
import { networkOf } from './network.js';
import { PORTS } from './places.js';
import type { Sources } from './sources.js';

/** Everything one service consists of. */
export function serviceObjects(sources: Sources, app: AppTopology): readonly Manifest[] {
  return [
    serviceAccount(app.appID),
    configurationOf(sources, app),
    deploymentOf(sources, app),
    service(app.appID),
    autoscalerOf(sources, app),
    disruptionBudget(app.appID),
    networkOf(sources, app),
  ];
}

function serviceAccount(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels: labelsOf(name, 'service') }, automountServiceAccountToken: false };
}

/** For Prometheus only: callers go to the sidecar, whose Service Dapr makes. */
function service(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labelsOf(name, 'service') },
    spec: { type: 'ClusterIP', selector: selectorOf(name), ports: [{ name: 'operations', port: PORTS.operations, targetPort: 'operations' }] },
  };
}

/** By what may be missing rather than by what must be there: a single replica must not hold up the emptying of its node. */
function disruptionBudget(name: string): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, labels: labelsOf(name, 'service') },
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: selectorOf(name) } },
  };
}
