import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from '../manifest.js';
import { annotationFindings, componentFindings } from './component-metadata.js';
import { definitionsFor } from './definitions.js';
import { triggerFindings } from './keda-triggers.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidecart-sources-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function manifest(kind: string, spec: object, apiVersion = 'dapr.io/v1alpha1'): Manifest {
  return { apiVersion, kind, metadata: { name: 'one' }, spec };
}

describe('component metadata', () => {
  const component = (type: string, version: string, ...metadata: object[]): Manifest => manifest('Component', { type, version, metadata });
  const problems = (one: Manifest): string[] => componentFindings([one], folder).map(({ problem }) => problem);

  beforeEach(() => {
    file(
      'state/postgresql/v2/metadata.yaml',
      `
authenticationProfiles:
  - { title: text, metadata: [{ name: connectionString, type: string, sensitive: true }] }
metadata:
  - { name: maxConns, type: number, required: true }
  - { name: cleanup, type: bool }
`,
    );
  });

  const good = [
    { name: 'connectionString', secretKeyRef: { name: 'databases', key: 'workflow' } },
    { name: 'maxConns', value: '16' },
    { name: 'actorStateStore', value: 'true' },
  ];

  test('when every name is known and every value fits, then there is nothing to say', () => {
    expect(problems(component('state.postgresql', 'v2', ...good))).toEqual([]);
  });

  test.each([
    [{ name: 'maxConn', value: '16' }, 'state.postgresql knows no metadata maxConn'],
    [{ name: 'cleanup', value: 'yes' }, 'metadata cleanup is yes, not true or false'],
    [{ name: 'maxConns', value: '10s' }, 'metadata maxConns is 10s, not a number'],
    [{ name: 'connectionString', value: 'host=db' }, 'metadata connectionString is in clear'],
  ])('when %j is given, then it says: %s', (item, problem) => {
    expect(problems(component('state.postgresql', 'v2', ...good, item))).toEqual([problem]);
  });

  test('when a required name is missing or the component does not exist, then it says so', () => {
    expect(problems(component('state.postgresql', 'v2'))).toEqual(['metadata maxConns is missing']);
    expect(problems(component('state.postgres', 'v2'))).toEqual(['Dapr has no component state.postgres']);
  });
});

test("when a sidecar's annotation is misspelt, then the injector's own list shows it", () => {
  file('pkg/injector/annotations/annotations.go', 'const (\n\tKeyEnabled = "dapr.io/enabled"\n)');
  const annotations = { 'dapr.io/enabled': 'true', 'dapr.io/sidecar-cpu-limits': '1', 'prometheus.io/scrape': 'true' };
  const deployment = manifest('Deployment', { template: { metadata: { annotations } } }, 'apps/v1');
  expect(annotationFindings([deployment], folder)).toEqual([
    { object: 'Deployment/one', problem: 'the injector knows no annotation dapr.io/sidecar-cpu-limits' },
  ]);
});

describe('KEDA triggers', () => {
  const parameters = [
    { name: 'stream', metadataVariableReadable: true },
    { name: 'lagCount', optional: true, metadataVariableReadable: true },
    { name: 'address', optional: true, metadataVariableReadable: true, envVariableReadable: true },
    { name: 'token', triggerAuthenticationVariableReadable: true, metadataVariableReadable: true },
    { name: 'key', triggerAuthenticationVariableReadable: true },
  ];
  const problems = (type: string, metadata: object): string[] =>
    triggerFindings([manifest('ScaledObject', { triggers: [{ type, metadata }] }, 'keda.sh/v1alpha1')], folder).map(({ problem }) => problem);

  beforeEach(() => {
    file('schema/generated/scalers-schema.json', JSON.stringify({ scalers: [{ type: 'redis-streams', parameters }] }));
  });

  test('when the scaler reads all that is given, then there is nothing to say', () => {
    expect(problems('redis-streams', { stream: 'a', lagCount: '5', addressFromEnv: 'REDIS' })).toEqual([]);
  });

  test.each([
    [{ stream: 'a', lag: '5' }, 'trigger redis-streams reads no metadata lag'],
    [{ stream: 'a', key: 'x' }, 'trigger redis-streams reads no metadata key'],
    [{ stream: 'a', lagCount: 5 }, 'trigger redis-streams: metadata lagCount is not text'],
    [{}, 'trigger redis-streams: metadata stream is missing'],
  ])('when the metadata is %j, then it says: %s', (metadata, problem) => {
    expect(problems('redis-streams', metadata)).toEqual([problem]);
  });

  test('when KEDA has no such trigger, then it says so', () => {
    expect(problems('redis-stream', {})).toEqual(['KEDA has no trigger redis-stream']);
  });
});

test('when objects of one kind are used, then its definition is chosen and no other', () => {
  const definition = (group: string, kind: string): string =>
    `spec:\n  group: ${group}\n  names:\n    categories:\n    - all\n    kind: ${kind}\n    plural: x\n`;
  file('charts/dapr/crds/components.yaml', definition('dapr.io', 'Component'));
  file('config/crd/bases/objects.yaml', definition('keda.sh', 'ScaledObject'));
  file('example/prometheus-operator-crd/monitors.yaml', definition('monitoring.coreos.com', 'ServiceMonitor'));
  const sources = { dapr: folder, components: folder, keda: folder, prometheusOperator: folder };
  const used = [manifest('Component', {}), manifest('ServiceMonitor', {}, 'monitoring.coreos.com/v1'), manifest('ConfigMap', {}, 'v1')];
  expect(definitionsFor(used, sources)).toEqual([definition('dapr.io', 'Component'), definition('monitoring.coreos.com', 'ServiceMonitor')]);
});
