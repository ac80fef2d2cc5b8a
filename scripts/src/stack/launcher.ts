import { join } from 'node:path';
import type { DaprRuntime } from './dapr-runtime.js';
import { appEnvironment, sidecarEnvironment, type StackSecrets } from './environment.js';
import { ManagedProcess } from './managed-process.js';
import { createPart, type Part } from './part.js';
import { makeDirectory } from './paths.js';
import type { PidFile } from './pid-file.js';
import type { StackPorts } from './ports.js';
import type { AppTopology } from './topology.js';

/** One service as it runs: the app and its sidecar. */
export interface RunningService {
  readonly topology: AppTopology;
  readonly app: Part;
  readonly sidecar: Part;
}

/** What the launcher needs to know of the stack. */
export interface LauncherSettings {
  readonly apps: readonly AppTopology[];
  readonly dapr: DaprRuntime;
  readonly directory: string;
  readonly ports: StackPorts;
  readonly pids: PidFile;
  readonly secrets: StackSecrets;
  /** Added to an app's environment, asked anew at each start of it. */
  readonly extraEnvironment: (app: string) => Readonly<Record<string, string>>;
  /** Added to every sidecar's environment. */
  readonly sidecarEnv: Readonly<Record<string, string>>;
}

/** Makes the controls of every app and sidecar of the topology; nothing is started yet. */
export function createServices(settings: LauncherSettings): readonly RunningService[] {
  // The sidecars' address book (components/config.yaml) is relative to the folder they run in.
  makeDirectory(join(settings.directory, '.sidecart'));
  return settings.apps.map((topology) => ({ topology, app: createApp(settings, topology), sidecar: createSidecar(settings, topology) }));
}

/** Starts all services at once and resolves when every health check of all of them passes. */
export async function startServices(services: readonly RunningService[]): Promise<void> {
  await Promise.all(services.flatMap(({ app, sidecar }) => [app.start(), sidecar.start()]));
  await Promise.all(services.flatMap(({ app, sidecar }) => [sidecar.ready(), app.ready()]));
}

/** Stops the apps, which drain through their sidecars, and then the sidecars. */
export async function stopServices(services: readonly RunningService[]): Promise<void> {
  await Promise.all(services.map(({ app }) => app.stop()));
  await Promise.all(services.map(({ sidecar }) => sidecar.stop()));
}

function createApp(settings: LauncherSettings, topology: AppTopology): Part {
  const { appID } = topology;
  const spec = () => ({
    name: appID,
    command: topology.command,
    cwd: topology.appDirPath,
    env: appEnvironment(topology, settings.secrets, settings.extraEnvironment(appID)),
    logFile: join(settings.directory, 'logs', `${appID}.log`),
    restart: true,
  });
  return createPart({
    name: appID,
    url: `http://127.0.0.1:${topology.appPort}`,
    process: new ManagedProcess(spec, settings.pids),
    alivePath: '/healthz',
    readyPaths: ['/healthz', '/readyz'],
  });
}

function createSidecar(settings: LauncherSettings, topology: AppTopology): Part {
  const name = `${topology.appID}-sidecar`;
  const spec = () => ({
    name,
    command: [settings.dapr.daprd, ...sidecarFlags(settings, topology)],
    // Data folder, not app folder: what a sidecar writes by a relative path belongs to its stack.
    cwd: settings.directory,
    env: sidecarEnvironment(topology.appID, settings.secrets, settings.sidecarEnv),
    logFile: join(settings.directory, 'logs', `${name}.log`),
    restart: true,
  });
  return createPart({
    name,
    url: `http://127.0.0.1:${topology.daprHTTPPort}`,
    process: new ManagedProcess(spec, settings.pids),
    alivePath: '/v1.0/healthz',
    readyPaths: ['/v1.0/healthz'],
    headers: { 'dapr-api-token': settings.secrets.daprApiToken },
  });
}

/** The flags the Dapr CLI makes of the same dapr.yaml entry; the last four keep everything on the loopback address. */
export function sidecarFlags({ ports }: Pick<LauncherSettings, 'ports'>, app: AppTopology): string[] {
  const single: readonly (readonly [string, string | number | undefined])[] = [
    ['app-id', app.appID],
    ['app-port', app.appPort],
    ['app-protocol', app.appProtocol ?? 'http'],
    ['dapr-http-port', app.daprHTTPPort],
    ['dapr-grpc-port', app.daprGRPCPort],
    ['dapr-internal-grpc-port', app.daprInternalGRPCPort],
    ['metrics-port', app.metricsPort],
    ['config', app.configFilePath],
    ['log-level', app.logLevel],
    ['app-max-concurrency', app.appMaxConcurrency],
    ['app-health-check-path', app.appHealthCheckPath],
    ['app-health-probe-interval', app.appHealthProbeInterval],
    ['app-health-probe-timeout', app.appHealthProbeTimeout],
    ['app-health-threshold', app.appHealthThreshold],
    ['placement-host-address', `127.0.0.1:${ports.placement}`],
    ['scheduler-host-address', `127.0.0.1:${ports.scheduler}`],
    ['dapr-listen-addresses', app.apiListenAddresses ?? '127.0.0.1'],
    ['dapr-internal-grpc-listen-address', '127.0.0.1'],
    ['metrics-listen-address', '127.0.0.1'],
  ];
  return [
    ...single.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, String(value)])),
    ...app.resourcesPaths.flatMap((path) => ['--resources-path', path]),
    ...(app.enableAppHealthCheck === true ? ['--enable-app-health-check'] : []),
    ...(app.enableApiLogging === true ? ['--enable-api-logging'] : []),
  ];
}
