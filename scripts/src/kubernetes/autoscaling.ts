import type { AppTopology } from '../stack/topology.js';
import { labelsOf, type Manifest } from './manifest.js';
import { sizeOf, topicsOf, type Sources } from './sources.js';

/** Down slowly: a replica that goes hands its share back, and each that comes starts cold. */
const BEHAVIOR = { scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } };

/**
 * What decides on the number of replicas. A Deployment may have one autoscaler only, and KEDA makes an HPA of each ScaledObject. So
 * whoever consumes gets a ScaledObject, with CPU as one more trigger where others call it; who is only called, a plain HPA on CPU.
 */
export function autoscalerOf(sources: Sources, { appID }: AppTopology): Manifest {
  const { replicas, cpu } = sizeOf(sources, appID);
  const topics = topicsOf(sources, appID);
  return topics.length === 0 ? horizontal(appID, replicas, cpu ?? 70) : scaledObject(sources, appID, topics);
}

function horizontal(name: string, [minReplicas, maxReplicas]: readonly [number, number], averageUtilization: number): Manifest {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: labelsOf(name, 'service') },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      ...{ minReplicas, maxReplicas },
      // The app's container only: a busy sidecar beside an idle app is no reason for another of both.
      metrics: [
        { type: 'ContainerResource', containerResource: { name: 'cpu', container: name, target: { type: 'Utilization', averageUtilization } } },
      ],
      behavior: BEHAVIOR,
    },
  };
}

function scaledObject(sources: Sources, name: string, topics: readonly string[]): Manifest {
  const { replicas, cpu } = sizeOf(sources, name);
  const onLag = topics.map((stream) => ({
    type: 'redis-streams',
    metadata: { stream, consumerGroup: name, lagCount: String(sources.sizing.lag) },
    authenticationRef: { name: 'redis-reader' },
  }));
  const onCpu = { type: 'cpu', metricType: 'Utilization', metadata: { containerName: name, value: String(cpu) } };
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name, labels: labelsOf(name, 'service') },
    spec: {
      scaleTargetRef: { name },
      ...{ minReplicaCount: replicas[0], maxReplicaCount: replicas[1], pollingInterval: 15 },
      advanced: { horizontalPodAutoscalerConfig: { behavior: BEHAVIOR } },
      triggers: [...onLag, ...(cpu === undefined ? [] : [onCpu])],
    },
  };
}
