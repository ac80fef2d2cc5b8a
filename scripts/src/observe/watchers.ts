import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess } from '../stack/managed-process.js';
import { createPart, type Part } from '../stack/part.js';
import { makeDirectory, projectRoot } from '../stack/paths.js';
import type { PidFile } from '../stack/pid-file.js';
import type { StackPorts } from '../stack/ports.js';
import { localAlertmanagerConfig, type LocalAlerts } from './alertmanager-config.js';
import type { AlertmanagerPrograms, PrometheusPrograms } from './monitoring-tools.js';
import { prometheusConfig, type PrometheusTargets } from './prometheus-config.js';

/** Whose stack the watchers belong to. */
export interface WatcherPlace {
  readonly directory: string;
  readonly ports: StackPorts;
  readonly pids: PidFile;
}

const LOOPBACK = '127.0.0.1';
/** How long a stack of its own remembers. */
const RETENTION = '7d';

/** The folder of the project's rules, and of Alertmanager's configuration. */
export const monitoringFolder = join(projectRoot, 'monitoring');

/** Makes the controls of a stack's own Prometheus; what it has seen is kept in the stack's folder. */
export function createPrometheus(place: WatcherPlace, programs: PrometheusPrograms, targets: PrometheusTargets): Part {
  const folder = makeDirectory(join(place.directory, 'prometheus'));
  const config = join(folder, 'prometheus.yaml');
  writeFileSync(config, prometheusConfig(targets));
  const command = [
    ...[programs.prometheus, `--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`],
    ...[`--storage.tsdb.retention.time=${RETENTION}`, `--web.listen-address=${LOOPBACK}:${place.ports.prometheus}`],
    ...(programs.webAssets === undefined ? [] : [`--web.local-assets=${programs.webAssets}`]),
  ];
  return watcher(place, { name: 'prometheus', folder, command, port: place.ports.prometheus, readyPath: '/-/ready' });
}

/** Makes the controls of a stack's own Alertmanager, on the project's routes. */
export function createAlertmanager(place: WatcherPlace, programs: AlertmanagerPrograms, alerts: LocalAlerts): Part {
  const folder = makeDirectory(join(place.directory, 'alertmanager'));
  const config = join(folder, 'alertmanager.yaml');
  writeFileSync(config, localAlertmanagerConfig(readFileSync(join(monitoringFolder, 'alertmanager.yaml'), 'utf8'), alerts));
  const command = [
    ...[programs.alertmanager, `--config.file=${config}`, `--storage.path=${join(folder, 'data')}`],
    // One alone: it looks for no others.
    ...[`--web.listen-address=${LOOPBACK}:${place.ports.alertmanager}`, '--cluster.listen-address='],
  ];
  return watcher(place, { name: 'alertmanager', folder, command, port: place.ports.alertmanager, readyPath: '/-/ready' });
}

/** Makes the controls of the stream-lag exporter. */
export function createStreamLagExporter(place: WatcherPlace, redisUrl: string): Part {
  const { directory, ports } = place;
  const command = [process.execPath, '--enable-source-maps', join(projectRoot, 'exporters', 'stream-lag', 'dist', 'main.js')];
  const env = { REDIS_URL: redisUrl, EXPORTER_HOST: LOOPBACK, EXPORTER_PORT: String(ports.streamLag) };
  return watcher(place, { name: 'stream-lag', folder: directory, command, env, port: ports.streamLag, readyPath: '/healthz' });
}

interface Watcher {
  readonly name: string;
  readonly folder: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly port: number;
  readonly readyPath: string;
}

function watcher({ directory, pids }: WatcherPlace, { name, folder, command, env, port, readyPath }: Watcher): Part {
  const spec = {
    ...{ name, command, cwd: folder, restart: true },
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
    logFile: join(directory, 'logs', `${name}.log`),
  };
  const url = `http://${LOOPBACK}:${port}`;
  return createPart({ name, url, process: new ManagedProcess(() => spec, pids), alivePath: readyPath, readyPaths: [readyPath] });
}
