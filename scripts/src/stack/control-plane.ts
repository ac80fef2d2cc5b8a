import { join } from 'node:path';
import type { DaprRuntime } from './dapr-runtime.js';
import { ManagedProcess } from './managed-process.js';
import { createPart, type Part } from './part.js';
import { makeDirectory } from './paths.js';
import type { PidFile } from './pid-file.js';
import type { StackPorts } from './ports.js';

/** What placement and scheduler need. */
export interface ControlPlaneSettings {
  readonly dapr: DaprRuntime;
  readonly directory: string;
  readonly ports: StackPorts;
  readonly pids: PidFile;
}

/** Placement (which sidecar holds which actor) and scheduler (reminders, workflows), both on the loopback address. */
export function createControlPlane(settings: ControlPlaneSettings): readonly [placement: Part, scheduler: Part] {
  const { ports, dapr } = settings;
  const data = makeDirectory(join(settings.directory, 'scheduler'));
  const placement = [
    ...[dapr.placement, '--port', String(ports.placement), '--listen-address', '127.0.0.1'],
    ...commonFlags(ports.placementHealth, ports.placementMetrics),
    ...['--initial-cluster', `dapr-placement-0=127.0.0.1:${ports.placementRaft}`],
  ];
  const scheduler = [
    ...[dapr.scheduler, '--port', String(ports.scheduler), '--listen-address', '127.0.0.1', '--id', 'dapr-scheduler-server-0'],
    ...commonFlags(ports.schedulerHealth, ports.schedulerMetrics),
    // Set aside together with the workflow state store or not at all: one without the other leaves workflows that never end.
    ...['--etcd-data-dir', data, '--etcd-client-port', String(ports.schedulerEtcdClient)],
    ...['--etcd-initial-cluster', `dapr-scheduler-server-0=http://127.0.0.1:${ports.schedulerEtcdPeer}`],
    ...['--override-broadcast-host-port', `127.0.0.1:${ports.scheduler}`],
  ];
  return [watch(settings, 'placement', placement, ports.placementHealth), watch(settings, 'scheduler', scheduler, ports.schedulerHealth)];
}

function commonFlags(health: number, metrics: number): string[] {
  const loopback = '127.0.0.1';
  return [
    ...['--healthz-port', String(health), '--healthz-listen-address', loopback],
    ...['--metrics-port', String(metrics), '--metrics-listen-address', loopback],
  ];
}

function watch(settings: ControlPlaneSettings, name: string, command: readonly string[], healthPort: number): Part {
  const spec = {
    name,
    command,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' },
    cwd: settings.directory,
    logFile: join(settings.directory, 'logs', `${name}.log`),
    restart: true,
  };
  return createPart({
    name,
    url: `http://127.0.0.1:${healthPort}`,
    process: new ManagedProcess(() => spec, settings.pids),
    alivePath: '/healthz',
    readyPaths: ['/healthz'],
  });
}
