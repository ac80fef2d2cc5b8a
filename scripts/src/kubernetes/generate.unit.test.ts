import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { manifestDrift, writeManifests } from './run.js';

const repository = join(__dirname, '..', '..', '..');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'manifests-'));
  for (const path of ['dapr.yaml', 'components', 'k8s/services.yaml', 'k8s/invocations.yaml', 'k8s/images.yaml']) {
    cpSync(join(repository, path), join(root, path), { recursive: true });
  }
  cpSync(join(repository, 'packages/contracts/src/generated/scopes.json'), join(root, 'packages/contracts/src/generated/scopes.json'));
});
afterEach(() => rmSync(root, { recursive: true }));

const file = (...path: string[]): string => join(root, ...path);
const edit = (path: string, change: (content: string) => string): void => writeFileSync(file(path), change(readFileSync(file(path), 'utf8')));
const objects = (path: string): unknown[] => parseAllDocuments(readFileSync(file('k8s', path), 'utf8')).map((document) => document.toJS() as unknown);

test('when the manifests were just written, then nothing has drifted, and each says that it is generated', () => {
  expect(writeManifests(root)).toBeGreaterThan(15);
  expect(manifestDrift(root)).toEqual([]);
  expect(readFileSync(file('k8s/base/generated/orders.yaml'), 'utf8').split('\n')[0]).toContain('Generated');
});

test('when a file is edited, missing or left over, then it is named', () => {
  writeManifests(root);
  edit('k8s/base/generated/orders.yaml', (content) => content.replace('maxUnavailable: 0', 'maxUnavailable: 1'));
  rmSync(file('k8s/base/generated/dapr.yaml'));
  writeFileSync(file('k8s/base/generated/gone.yaml'), 'kind: Nothing\n');
  expect(manifestDrift(root)).toEqual(['base/generated/dapr.yaml', 'base/generated/gone.yaml', 'base/generated/orders.yaml']);
  writeManifests(root);
  expect(manifestDrift(root)).toEqual([]);
});

test('when dapr.yaml or a component changes, then the manifests do', () => {
  writeManifests(root);
  edit('dapr.yaml', (content) => content.replace('appPort: 4109', 'appPort: 4199'));
  edit('components/pubsub.yaml', (content) => content.replace("value: '100000'", "value: '5000'"));
  expect(manifestDrift(root)).toEqual(['base/generated/dapr.yaml', 'base/generated/fraud.yaml']);
});

test('when rules and dashboards are there, then each becomes one object with its content', () => {
  mkdirSync(file('monitoring/rules'), { recursive: true });
  mkdirSync(file('monitoring/dashboards'), { recursive: true });
  writeFileSync(file('monitoring/rules/orders.yaml'), 'groups: [{ name: orders, rules: [] }]\n');
  writeFileSync(file('monitoring/dashboards/orders.json'), '{"title": "Orders"}\n');
  writeManifests(root);
  expect(objects('components/monitoring/generated/sidecart-orders.yaml')[0]).toMatchObject({
    kind: 'PrometheusRule',
    spec: { groups: [{ name: 'orders', rules: [] }] },
  });
  expect(objects('components/monitoring/generated/dashboard-orders.yaml')[0]).toMatchObject({
    kind: 'ConfigMap',
    metadata: { labels: { grafana_dashboard: '1' } },
    data: { 'orders.json': '{"title": "Orders"}\n' },
  });
});

test('when a service is deployed and has no size, then that is said', () => {
  edit('k8s/services.yaml', (content) => content.replace(/^ {2}fraud:.*\n/m, ''));
  expect(() => writeManifests(root)).toThrow('k8s/services.yaml does not know fraud.');
});

test('when a size or a call names a service that is none, then that is said', () => {
  edit('k8s/services.yaml', (content) => content.replace('  fraud:', '  frauds: { replicas: [1, 2], pool: 1 }\n  fraud:'));
  expect(() => writeManifests(root)).toThrow('frauds, which is not in dapr.yaml');
});

test('when a size is out of bounds or misspelt, then the file and the place are named', () => {
  edit('k8s/services.yaml', (content) => content.replace('lag: 1000', 'lag: 9000').replace('pool: 8', 'pools: 8'));
  expect(() => writeManifests(root)).toThrow(/k8s\/services\.yaml is not as it must be: .*\/lag .*\/services\/orders/);
});

test('when a component reads a secret that no cluster has, then that is said', () => {
  edit('components/smtp.yaml', (content) => content.replaceAll('SMTP_HOST', 'MAIL_HOST'));
  expect(() => writeManifests(root)).toThrow('components/ reads MAIL_HOST');
});
