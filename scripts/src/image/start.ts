import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { messageOf } from '../errors.js';
import { databaseOf, databaseVariable, withClient } from '../stack/databases.js';
import { appEnvironment } from '../stack/environment.js';
import { ManagedProcess, runOwned } from '../stack/managed-process.js';
import { createPart } from '../stack/part.js';
import { makeDirectory } from '../stack/paths.js';
import type { PidFile } from '../stack/pid-file.js';
import type { Stack } from '../stack/stack.js';
import { waitFor } from '../wait.js';
import type { BuiltStage } from './build.js';
import type { Sandbox } from './sandbox.js';

/** What images are started with. */
export interface Surroundings {
  /** Runs the sidecars of the services among them. */
  readonly stack: Stack;
  readonly sandbox: Sandbox;
  readonly pids: PidFile;
  /** For logs. */
  readonly directory: string;
}

/** An image's name and what was built. */
export interface NamedImage {
  readonly service: string;
  readonly image: BuiltStage;
}

/** The entry that is no service: it has no sidecar and no database. */
const EXPORTER = 'stream-lag';

/** Starts an image as a cluster would and ends it; resolves to what went wrong, one line each. */
export async function startImage(named: NamedImage, surroundings: Surroundings): Promise<string[]> {
  try {
    return named.service === EXPORTER ? await startExporter(named, surroundings) : await startService(named, surroundings);
  } catch (error) {
    return [messageOf(error)];
  }
}

/** In the stack's own app's place: same port, same sidecar, but a database of its own that only the image has migrated. */
async function startService(named: NamedImage, surroundings: Surroundings): Promise<string[]> {
  const { stack } = surroundings;
  const { service } = named;
  const running = stack.services.find(({ topology }) => topology.appID === service);
  if (running === undefined) throw new Error(`${service} is not in dapr.yaml`);
  await running.app.stop();
  const url = await emptyDatabase(stack, service);
  const faults = await migrate(named, surroundings, url);
  const whole = appEnvironment(running.topology, stack.secrets, { [databaseVariable(service)]: url });
  // A container's environment is what its manifest says, not what this machine happens to have.
  const env = Object.fromEntries(Object.entries(whole).filter(([name, value]) => process.env[name] !== value));
  const settings = { ...env, FAULTS: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: UNUSED_COLLECTOR };
  return [...faults, ...(await run(named, surroundings, settings, running.topology.appPort))];
}

/** Nobody listens; but that it is set has the service load all it needs for traces. */
const UNUSED_COLLECTOR = 'http://127.0.0.1:1';

async function startExporter(named: NamedImage, surroundings: Surroundings): Promise<string[]> {
  const { stack } = surroundings;
  const port = stack.ports.streamLag;
  return run(named, surroundings, { EXPORTER_PORT: String(port), REDIS_URL: stack.redis.url }, port);
}

async function emptyDatabase(stack: Stack, service: string): Promise<string> {
  const name = `image_${service}`;
  await withClient(stack.postgres.adminUrl, async (admin) => {
    await admin.query(`create database "${name}" owner "${databaseOf(service).role}"`);
    await admin.query(`revoke all on database "${name}" from public`);
  });
  const url = new URL(stack.databaseUrl(service));
  url.pathname = `/${name}`;
  return url.toString();
}

/** The init container, twice: the second time there must be nothing left to do. */
async function migrate({ service, image }: NamedImage, { sandbox, pids, directory }: Surroundings, url: string): Promise<string[]> {
  const room = { tree: image.tree, workdir: image.workdir, command: ['node', 'packages/platform/dist/migrate-main.js', service] };
  const logs: string[] = [];
  for (const attempt of ['first', 'second']) {
    const logFile = join(makeDirectory(directory), `${service}-migrate-${attempt}.log`);
    const env = { PATH: process.env['PATH'] ?? '', ...image.env, DATABASE_URL: url };
    await runOwned({ name: `${service}: migrate`, command: sandbox.service(room, image.user), cwd: '/', env, logFile }, pids);
    logs.push(readFileSync(logFile, 'utf8'));
  }
  const [first = '', second = ''] = logs;
  return [
    ...(first.includes('"msg":"migrated"') ? [] : [`migrating an empty database said ${first.trim()}`]),
    ...(second.includes('"msg":"nothing to migrate"') ? [] : [`migrating again said ${second.trim()}`]),
  ];
}

/** Starts it, waits until it is ready, and ends it as a cluster does. */
async function run(
  { service, image }: NamedImage,
  { sandbox, pids, directory }: Surroundings,
  env: Readonly<Record<string, string>>,
  port: number,
): Promise<string[]> {
  const room = { tree: image.tree, workdir: image.workdir, command: [...image.entrypoint, ...image.cmd] };
  const spec = {
    name: service,
    command: sandbox.service(room, image.user),
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...image.env, ...env },
    logFile: join(makeDirectory(directory), `${service}.log`),
    // As a cluster does, so that one that cannot start is told from one that is slow.
    restart: true,
  };
  const owned = new ManagedProcess(() => spec, pids);
  const url = `http://127.0.0.1:${String(port)}`;
  const part = createPart({ name: service, url, process: owned, alivePath: '/healthz', readyPaths: ['/healthz', '/readyz'] });
  try {
    await part.start();
    await part.ready();
    const faults = [
      ...(owned.exits === 0 ? [] : [`it ended ${String(owned.exits)} times before it was ready`]),
      ...whoRuns(owned.pid, image.user),
      ...(await metricsFaults(url)),
    ];
    await part.stop();
    await waitFor(`${service} did not end`, () => owned.exitReason, { timeoutMs: 20_000 });
    return owned.exitReason === `${service} exited with code 0` ? faults : [...faults, `on SIGTERM ${owned.exitReason ?? ''}`];
  } finally {
    await part.kill();
  }
}

async function metricsFaults(url: string): Promise<string[]> {
  const { statusCode, body } = await request(`${url}/metrics`);
  const text = await body.text();
  return statusCode === 200 && text.includes('# TYPE ') ? [] : [`/metrics answered ${String(statusCode)}`];
}

/** That the process is the user it is to be, and may not become another. */
function whoRuns(pid: number | undefined, user: string): string[] {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return [];
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const ids = /^Uid:\s+(\d+)\s+(\d+).*\nGid:\s+(\d+)/m.exec(status) ?? [];
  const capabilities = /^CapEff:\s+(\S+)$/m.exec(status)?.[1];
  const right = ids[1] === ids[2] && `${ids[1] ?? ''}:${ids[3] ?? ''}` === user && Number(`0x${capabilities ?? ''}`) === 0;
  return right ? [] : [`it does not run as ${user} without capabilities`];
}
