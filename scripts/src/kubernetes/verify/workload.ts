import { fieldsAt, listAt, nameOf, ofKind, type Fields, type Manifest } from './manifest.js';

/** One container of a workload. */
export interface Container {
  /** As a person would say it: container app. */
  readonly label: string;
  readonly name: string;
  /** Runs to its end before the others start. */
  readonly init: boolean;
  readonly fields: Fields;
}

/** Anything that makes Pods. */
export interface Workload {
  readonly manifest: Manifest;
  /** Kind and name: Deployment/orders. */
  readonly name: string;
  /** Runs until it is ended, unlike a Job. */
  readonly lasting: boolean;
  /** Of its Pods. */
  readonly labels: Fields;
  readonly annotations: Fields;
  readonly pod: Fields;
  readonly containers: readonly Container[];
  /** Whether Dapr's injector adds a sidecar to its Pods. */
  readonly hasSidecar: boolean;
}

const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
const ENDING = ['Job', 'CronJob'];

/** All workloads among the manifests. */
export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return ofKind(manifests, ...Object.keys(TEMPLATE_PATHS)).map(toWorkload);
}

function toWorkload(manifest: Manifest): Workload {
  const path = TEMPLATE_PATHS[manifest.kind] ?? [];
  const pod = fieldsAt(manifest, ...path, 'spec');
  const name = nameOf(manifest);
  const annotations = fieldsAt(manifest, ...path, 'metadata', 'annotations');
  return {
    manifest,
    name,
    lasting: !ENDING.includes(manifest.kind),
    labels: fieldsAt(manifest, ...path, 'metadata', 'labels'),
    annotations,
    pod,
    containers: [...toContainers(pod, 'containers'), ...toContainers(pod, 'initContainers')],
    hasSidecar: annotations['dapr.io/enabled'] === 'true',
  };
}

function toContainers(pod: Fields, list: 'containers' | 'initContainers'): Container[] {
  return listAt(pod, list).map((fields) => {
    const name = String(fields['name']);
    // An init container that is restarted always is a sidecar: it runs as long as the Pod.
    return { label: `container ${name}`, name, init: list === 'initContainers' && fields['restartPolicy'] !== 'Always', fields };
  });
}

/** Whether a label selector picks these labels. An empty selector picks everything. */
export function selects(selector: Fields, labels: Fields): boolean {
  const matchLabels = Object.entries(fieldsAt(selector, 'matchLabels'));
  const expressions = listAt(selector, 'matchExpressions');
  return matchLabels.every(([key, value]) => labels[key] === value) && expressions.every((expression) => holds(expression, labels));
}

function holds(expression: Fields, labels: Fields): boolean {
  const { key, operator } = expression as { key: string; operator: string };
  const value = labels[key];
  const values = listAt(expression, 'values') as readonly unknown[];
  switch (operator) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
