import { join } from 'node:path';
import { migrateService } from '@sidecart/platform';
import { chosenObservers, createObservability, type Observability } from '../observe/index.js';
import { silentProgress, type Progress } from '../progress.js';
import { createControlPlane } from './control-plane.js';
import { findDapr, type DaprRuntime } from './dapr-runtime.js';
import { createDatabases, WORKFLOW_STATE } from './databases.js';
import { stackEnvironment, type StackSecrets } from './environment.js';
import { createInbox, type Inbox } from './inbox.js';
import { createServices, startServices, stopServices } from './launcher.js';
import type { Part } from './part.js';
import { makeDirectory } from './paths.js';
import { openPidFile, type PidFile } from './pid-file.js';
import { placeApps, type PlacedApps } from './place-apps.js';
import { postgresDirectory, startPostgres, usePostgres, type PostgresServer } from './postgres.js';
import { startRedis, useRedis, type RedisServer } from './redis.js';
import { openSecrets, writeEnvFile, type Secrets } from './secrets.js';
import { allSettled, once } from './settle.js';
import type { Stack, StackOptions } from './stack-types.js';

export type { Stack, StackOptions } from './stack-types.js';

/** Brings a stack up, step by step; what was started is ended again when a later step fails. */
export async function createStack(options: StackOptions): Promise<Stack> {
  const directory = makeDirectory(options.dataDir);
  makeDirectory(join(directory, 'logs'));
  const closing: Closing[] = [];
  const stop = once(async () => {
    // Last opened, first closed; one that fails to close must not keep the others open.
    const failures: unknown[] = [];
    for (const close of closing.reverse()) await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, `stack ${options.name} did not stop cleanly`);
  });
  options.onStoppable?.(stop);
  try {
    const pids = await openPidFile(directory);
    closing.push(() => pids.close());
    const placed = await placeApps(options);
    const { guard } = placed;
    if (guard !== undefined) closing.push(() => Promise.resolve(void guard.close()));
    return await raise({
      options,
      directory,
      pids,
      placed,
      closing,
      stop,
      progress: options.progress ?? silentProgress,
      keys: openSecrets(directory),
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

type Closing = () => Promise<void>;

interface Raising {
  readonly options: StackOptions;
  readonly directory: string;
  readonly pids: PidFile;
  readonly placed: PlacedApps;
  readonly closing: Closing[];
  readonly stop: Closing;
  readonly progress: Progress;
  readonly keys: Secrets;
}

async function raise(raising: Raising): Promise<Stack> {
  const { progress, keys } = raising;
  const note = (line: string): void => progress.note(line);
  const dapr = await progress.step('Dapr runtime', () => findDapr(note), sourceOf);
  const [redis, postgres] = await allSettled([
    progress.step('Redis', () => raiseRedis(raising), descriptionOf),
    progress.step('Postgres', () => raisePostgres(raising), descriptionOf),
  ]);
  const databaseUrls = await progress.step('Databases and migrations', () => raiseDatabases(raising, postgres), servicesOf);
  const tokens = { appApiToken: keys.get('app-api-token'), daprApiToken: keys.get('dapr-api-token'), adminToken: keys.get('admin-token') };
  const secrets: StackSecrets = { ...tokens, redisUrl: redis.url, smtpPort: raising.placed.ports.smtp, databaseUrls };
  const envFile = writeEnvFile(raising.directory, stackEnvironment(secrets));
  const controlPlane = await progress.step('Placement and scheduler', () => raiseControlPlane(raising, dapr));
  const inbox = raising.placed.inbox
    ? await progress.step(
        'Inbox',
        () => raiseInbox(raising),
        ({ url }) => url,
      )
    : undefined;
  const observability = await raiseObservability(raising, redis.url);
  const stack = assemble(raising, { dapr, redis, postgres, controlPlane, inbox, observability, secrets, envFile });
  const names = (): string => stack.services.map(({ app }) => app.name).join(', ');
  if (stack.services.length > 0) await progress.step('Services and sidecars', () => stack.startServices(), names);
  await observability.startWatchers();
  return stack;
}

const sourceOf = (dapr: DaprRuntime): string => dapr.source;
const descriptionOf = (server: { readonly description: string }): string => server.description;
const servicesOf = (urls: ReadonlyMap<string, string>): string => [...urls.keys()].join(', ');

async function raiseRedis({ options, directory, placed, pids, closing, keys }: Raising): Promise<RedisServer> {
  if (options.external?.redisUrl !== undefined) return useRedis(options.external.redisUrl);
  const files = { directory: join(directory, 'redis'), logFile: join(directory, 'logs', 'redis.log') };
  const server = await startRedis({ ...files, port: placed.ports.redis, password: keys.get('redis'), pids, stackName: options.name });
  closing.push(() => server.stop());
  return server;
}

async function raisePostgres({ options, directory, placed, pids, closing, keys }: Raising): Promise<PostgresServer> {
  if (options.external?.databaseUrl !== undefined) return usePostgres(options.external.databaseUrl);
  const files = { directory: postgresDirectory(directory), logFile: join(directory, 'logs', 'postgres.log') };
  const server = await startPostgres({ ...files, port: placed.ports.postgres, password: keys.get('postgres'), pids });
  closing.push(() => server.stop());
  return server;
}

async function raiseDatabases({ placed, keys }: Raising, postgres: PostgresServer): Promise<Map<string, string>> {
  const services = placed.all.map((app) => app.appID);
  const urls = await createDatabases(postgres, [...services, WORKFLOW_STATE], keys);
  await Promise.all(services.map((service) => migrateService({ service, url: urls.get(service) ?? '', seed: true })));
  return urls;
}

async function raiseControlPlane({ directory, placed, pids, closing }: Raising, dapr: DaprRuntime): Promise<readonly Part[]> {
  const parts = createControlPlane({ dapr, directory, ports: placed.ports, pids });
  closing.push(async () => {
    await Promise.all(parts.map((part) => part.stop()));
  });
  await Promise.all(parts.map((part) => part.start()));
  await Promise.all(parts.map((part) => part.ready()));
  return parts;
}

async function raiseInbox({ directory, placed, pids, closing }: Raising): Promise<Inbox> {
  const inbox = createInbox({ directory, ports: placed.ports, pids });
  closing.push(() => inbox.stop());
  await inbox.start();
  return inbox;
}

/** Finds or fetches what watches the stack, and starts those parts that services send to. */
async function raiseObservability({ options, directory, placed, pids, closing, progress }: Raising, redisUrl: string): Promise<Observability> {
  const { observe } = options;
  const settings = { observe, directory, ports: placed.ports, pids, apps: placed.chosen, redisUrl, note: (line: string) => progress.note(line) };
  const create = async (): Promise<Observability> => {
    const observability = await createObservability(settings);
    closing.push(() => observability.stop());
    await observability.startReceivers();
    return observability;
  };
  return chosenObservers(observe).length === 0 ? create() : progress.step('Observers', create, ({ source }) => source);
}

interface Raised {
  readonly dapr: DaprRuntime;
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  readonly controlPlane: readonly Part[];
  readonly inbox: Inbox | undefined;
  readonly observability: Observability;
  readonly secrets: StackSecrets;
  readonly envFile: string;
}

function assemble({ options, directory, placed, pids, closing, stop }: Raising, raised: Raised): Stack {
  const extra = new Map(Object.entries(options.appEnv ?? {}));
  const extraEnvironment = (app: string): Record<string, string> => ({ ...raised.observability.environment, ...options.env, ...extra.get(app) });
  const sidecarEnv = { ...raised.observability.environment, ...options.sidecarEnv };
  const { dapr, secrets } = raised;
  const { offset, ports } = placed;
  const services = createServices({ apps: placed.chosen, dapr, directory, ports, pids, secrets, extraEnvironment, sidecarEnv });
  closing.push(() => stopServices(services));
  const service = (name: string) => {
    const found = services.find(({ topology }) => topology.appID === name);
    if (found === undefined) throw new Error(`stack ${options.name} runs no service ${name}`);
    return found;
  };
  return {
    ...{ name: options.name, directory, offset, ports, services, secrets, stop },
    ...{ redis: raised.redis, postgres: raised.postgres, inbox: raised.inbox, envFile: raised.envFile },
    observers: raised.observability.parts,
    part(name) {
      const found = raised.controlPlane.find((part) => part.name === name);
      if (found === undefined) throw new Error(`stack ${options.name} has no part ${name}`);
      return found;
    },
    app: (name) => service(name).app,
    sidecar: (name) => service(name).sidecar,
    databaseUrl(name) {
      const url = secrets.databaseUrls.get(name);
      if (url === undefined) throw new Error(`stack ${options.name} has no database for ${name}`);
      return url;
    },
    setEnv(app, env) {
      extra.set(app, env);
    },
    startServices: () => startServices(services),
  };
}
