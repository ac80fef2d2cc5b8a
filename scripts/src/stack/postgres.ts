import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { messageOf, SetupError } from '../errors.js';
import { waitFor } from '../wait.js';
import { logTail, ManagedProcess, runOwned } from './managed-process.js';
import { makeDirectory } from './paths.js';
import type { PidFile } from './pid-file.js';
import { reachablePlace } from './reachable.js';
import { findPostgres, postgresUser, type PostgresBinaries } from './postgres-binaries.js';

/** The Postgres of a stack. `start`, `stop` and `kill` are for servers the project started itself; on others they throw. */
export interface PostgresServer {
  /** Connects as an administrator who may make roles and databases. */
  readonly adminUrl: string;
  readonly description: string;
  readonly own: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** What an own server needs. */
export interface PostgresSettings {
  readonly directory: string;
  readonly logFile: string;
  readonly port: number;
  readonly password: string;
  readonly pids: PidFile;
  /** False trades safety at power loss for speed; for throwaway test data only. */
  readonly durable?: boolean;
}

/** Where a stack's own Postgres keeps its data. */
export function postgresDirectory(stackDirectory: string): string {
  const folder = join(stackDirectory, 'postgres');
  return postgresUser() === undefined ? folder : reachablePlace(folder);
}

/** Uses a Postgres that runs already. Throws a SetupError when it does not let us in. */
export async function usePostgres(adminUrl: string): Promise<PostgresServer> {
  const shown = new URL(adminUrl).host;
  await ping(adminUrl).catch((error: unknown) => {
    throw new SetupError(
      `The Postgres of DATABASE_URL at ${shown} does not answer (${messageOf(error)}); start it, correct the URL, or unset DATABASE_URL to use an own one.`,
    );
  });
  const refuse = (): Promise<never> => Promise.reject(new SetupError(`The Postgres at ${shown} is not this project's own; it is left alone.`));
  return { adminUrl, description: `existing server at ${shown}`, own: false, start: refuse, stop: () => Promise.resolve(), kill: refuse };
}

/** Starts the packaged Postgres on its own port and folder; makes the cluster on first use. */
export async function startPostgres(settings: PostgresSettings): Promise<PostgresServer> {
  const user = postgresUser();
  const binaries = findPostgres(user !== undefined);
  makeDirectory(settings.directory);
  if (!existsSync(join(settings.directory, 'PG_VERSION'))) await createCluster(binaries, settings, user);
  const adminUrl = `postgres://postgres:${settings.password}@127.0.0.1:${settings.port}/postgres`;
  const command = [binaries.postgres, '-D', settings.directory, ...flags(settings)];
  const { logFile } = settings;
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
  // SIGINT is Postgres' fast shutdown; SIGTERM would wait for every client to leave.
  const spec = {
    name: 'postgres',
    command,
    env,
    cwd: settings.directory,
    logFile,
    stopSignal: 'SIGINT' as const,
    restart: true,
    ...(user && { user }),
  };
  const server = new ManagedProcess(() => spec, settings.pids);
  const start = async (): Promise<void> => {
    server.start();
    await waitFor(`Postgres did not answer on port ${settings.port}; see ${logFile}`, () => ping(adminUrl), {
      timeoutMs: 60_000,
      giveUp: () => (server.exitReason === undefined ? undefined : `Postgres did not start (${server.exitReason}):\n${logTail(logFile)}`),
    });
  };
  await start();
  return { adminUrl, description: `own Postgres on port ${settings.port}`, own: true, start, stop: () => server.stop(), kill: () => server.kill() };
}

function flags(settings: PostgresSettings): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(settings.port),
    unix_socket_directories: '',
    max_connections: '300',
    // Without it the log shows the whole row that a constraint refused, customer and card token included.
    log_error_verbosity: 'terse',
    // Sidecart measures itself in tens of thousands of rows, not in gigabytes.
    shared_buffers: '128MB',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(settings.durable === false ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function createCluster(binaries: PostgresBinaries, settings: PostgresSettings, user: { uid: number; gid: number } | undefined): Promise<void> {
  // A cluster whose making was cut short has no PG_VERSION worth keeping, yet initdb refuses a folder with content.
  rmSync(settings.directory, { recursive: true, force: true });
  makeDirectory(settings.directory);
  const secret = mkdtempSync(join(tmpdir(), 'sidecart-'));
  const passwordFile = join(secret, 'password');
  writeFileSync(passwordFile, `${settings.password}\n`, { mode: 0o600 });
  if (user !== undefined) for (const path of [settings.directory, secret, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = [`--pgdata=${settings.directory}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`];
  const spec = {
    name: 'initdb',
    command: [binaries.initdb, ...args, '--encoding=UTF8', '--locale=C', '--no-instructions'],
    cwd: settings.directory,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    logFile: settings.logFile,
    ...(user && { user }),
  };
  try {
    await runOwned(spec, settings.pids);
  } catch (error) {
    rmSync(settings.directory, { recursive: true, force: true });
    throw new SetupError(`Postgres could not make its data folder ${settings.directory}: ${messageOf(error).trim()}`);
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
}

async function ping(url: string): Promise<true> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
