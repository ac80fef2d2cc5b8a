import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sidecarFlags } from './launcher.js';
import { projectRoot } from './paths.js';
import { shiftPorts } from './ports.js';
import { parseTopology, readTopology } from './topology.js';

const file = join(projectRoot, 'dapr.yaml');
const app = `{appID: a, appDirPath: ., appPort: 1, daprHTTPPort: 2, daprGRPCPort: 3, daprInternalGRPCPort: 4, metricsPort: 5, command: [node, a.js]`;

describe('the topology', () => {
  it("when dapr.yaml is read, then it holds no field the Dapr CLI does not know, and each app's ports differ", () => {
    const { apps } = readTopology(file);
    expect(apps.map(({ appID }) => appID)).toEqual([
      ...[
        'checkout',
        'orders',
        'payment',
        'pricing',
        'warehouse',
        'shipping',
        'catalog',
        'customers',
        'fraud',
        'notification',
        'loyalty',
        'analytics',
        'audit',
      ],
    ]);
    expect(apps.every(({ appDirPath }) => appDirPath === projectRoot)).toBe(true);
  });

  it.each([
    ['at the top', (text: string) => `${text}\nplugins: []\n`, 'plugins'],
    ['in common', (text: string) => text.replace('common:', 'common:\n  retries: 3'), 'common.retries'],
    ['in an app', (text: string) => text.replace('- appID: orders', '- readyPath: /readyz\n    appID: orders'), 'apps[1].readyPath'],
  ])('when dapr.yaml has a field %s that the Dapr CLI does not know, then it is refused by file and name', (_place, spoil, field) => {
    const text = spoil(readFileSync(file, 'utf8'));
    expect(() => parseTopology(text, file)).toThrow(`${file}: the Dapr CLI does not know the field ${field}.`);
  });

  it('when a value is of the wrong kind, then its field is named', () => {
    expect(() => parseTopology(`version: 1\napps: [${app}, appHealthThreshold: many}]`, '/x/dapr.yaml')).toThrow(
      '/x/dapr.yaml: apps[0].appHealthThreshold must be a whole number.',
    );
  });

  it('when two apps share a port, then both are named', () => {
    const twin = app.replace('appID: a', 'appID: b').replace('appPort: 1', 'appPort: 11').replace('metricsPort: 5', 'metricsPort: 2');
    expect(() => parseTopology(`version: 1\napps: [${app}}, ${twin}, daprGRPCPort: 6}]`, '/x')).toThrow();
    const sharing = twin
      .replace('daprHTTPPort: 2', 'daprHTTPPort: 12')
      .replace('daprGRPCPort: 3', 'daprGRPCPort: 13')
      .replace('GRPCPort: 4', 'GRPCPort: 14');
    expect(() => parseTopology(`version: 1\napps: [${app}}, ${sharing}}]`, '/x')).toThrow(
      "2 is used twice, by a's sidecar, HTTP and b's sidecar, metrics",
    );
  });

  it('when a value stands in common and in an app, then the app wins, env is merged, and paths start at their own folder', () => {
    const common = 'common: {logLevel: warn, resourcesPaths: [components], configFilePath: c.yaml, env: {A: "1", B: "1"}}';
    const own = app.replace('appDirPath: .', 'appDirPath: services/a');
    const [merged] = parseTopology(
      `version: 1\n${common}\napps: [${own}, logLevel: debug, configFilePath: own.yaml, env: {B: "2"}}]`,
      '/x/dapr.yaml',
    ).apps;
    expect(merged).toMatchObject({
      logLevel: 'debug',
      env: { A: '1', B: '2' },
      appDirPath: '/x/services/a',
      resourcesPaths: ['/x/components'],
      configFilePath: '/x/services/a/own.yaml',
    });
  });

  it('when a sidecar is started, then every setting of dapr.yaml reaches it as the flag the Dapr CLI would make of it', () => {
    const [checkout] = readTopology(file).apps;
    const flags = sidecarFlags({ ports: shiftPorts(100) }, checkout!).join(' ');
    for (const expected of [
      '--app-id checkout --app-port 4101 --app-protocol http',
      '--dapr-internal-grpc-port 4501',
      '--placement-host-address 127.0.0.1:4150 --scheduler-host-address 127.0.0.1:4160',
      `--resources-path ${join(projectRoot, 'components')}`,
    ]) {
      expect(flags).toContain(expected);
    }
  });
});
