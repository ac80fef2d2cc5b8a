import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { messageOf, SetupError } from '../errors.js';
import { waitFor } from '../wait.js';
import { findCommand, findContainerEngine } from './find-command.js';
import { ManagedProcess, type ProcessSpec } from './managed-process.js';
import { makeDirectory } from './paths.js';
import type { PidFile } from './pid-file.js';
import { redisCommand, type RedisReply } from './redis-client.js';

/** The Redis of a stack. `start`, `stop` and `kill` are for servers the project started itself; on others they throw. */
export interface RedisServer {
  /** redis://…, password included. */
  readonly url: string;
  /** What serves, for a person. */
  readonly description: string;
  readonly own: boolean;
  start(): Promise<void>;
  /** Ends it in good order; what it holds is on disk and back after `start`. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Empties it (FLUSHALL). */
  flush(): Promise<void>;
  command(...command: readonly string[]): Promise<RedisReply>;
}

/** What an own server needs. */
export interface RedisSettings {
  readonly directory: string;
  readonly logFile: string;
  readonly port: number;
  readonly password: string;
  readonly pids: PidFile;
  /** Tells apart the containers of several stacks. */
  readonly stackName: string;
}

const IMAGE = 'docker.io/library/redis:7.4-alpine';

/** Uses a Redis that runs already. Throws a SetupError when it does not answer. */
export async function useRedis(url: string): Promise<RedisServer> {
  const shown = new URL(url).host;
  await redisCommand(url, 'PING').catch((error: unknown) => {
    throw new SetupError(`The Redis of REDIS_URL at ${shown} does not answer (${messageOf(error)}); start it, or unset REDIS_URL to use an own one.`);
  });
  const refuse = (): Promise<never> => Promise.reject(new SetupError(`The Redis at ${shown} is not this project's own; it is left alone.`));
  return {
    url,
    description: `existing server at ${shown}`,
    own: false,
    start: refuse,
    stop: () => Promise.resolve(),
    kill: refuse,
    flush: refuse,
    command: (...command) => redisCommand(url, ...command),
  };
}

/** Starts an own Redis on its own port and folder: a server from PATH, else a container. */
export async function startRedis(settings: RedisSettings): Promise<RedisServer> {
  makeDirectory(settings.directory);
  const { spec, description, removeContainer } = chooseServer(settings);
  const url = `redis://:${settings.password}@127.0.0.1:${settings.port}`;
  const server = new ManagedProcess(() => spec, settings.pids);
  const start = async (): Promise<void> => {
    if (!server.running) removeContainer?.();
    server.start();
    const ready = async (): Promise<boolean> => (await redisCommand(url, 'PING')) === 'PONG';
    await waitFor(`Redis did not answer on port ${settings.port}; see ${spec.logFile}`, ready, {
      timeoutMs: 60_000,
      giveUp: () => (server.exitReason === undefined ? undefined : `Redis did not start (${server.exitReason}); see ${spec.logFile}`),
    });
  };
  const kill = async (): Promise<void> => {
    removeContainer?.();
    await server.kill();
  };
  await start();
  const command = (...words: readonly string[]): Promise<RedisReply> => redisCommand(url, ...words);
  return { url, description, own: true, start, stop: () => server.stop(), kill, flush: () => command('FLUSHALL').then(() => undefined), command };
}

interface ChosenServer {
  readonly spec: ProcessSpec;
  readonly description: string;
  /** Ends the container outright: killing the client that watches it would leave it running. */
  readonly removeContainer?: () => void;
}

function chooseServer(settings: RedisSettings): ChosenServer {
  const server = findCommand('redis-server', 'valkey-server');
  if (server !== undefined) {
    const config = writeConfig(settings, settings.directory, settings.port, '127.0.0.1');
    return { spec: specOf(settings, [server, config]), description: `own ${basename(server)} on port ${settings.port}` };
  }
  const engine = findContainerEngine();
  if (engine === undefined) {
    throw new SetupError(
      'Redis is needed and neither redis-server nor valkey-server is in PATH: install one (Debian: apt install redis-server, macOS: brew install redis), ' +
        'or start Docker, or set REDIS_URL to a running server.',
    );
  }
  const name = `sidecart-${settings.stackName}-redis`;
  writeConfig(settings, '/data', 6379, '0.0.0.0');
  const { uid, gid } = userInfo();
  // As the folder's owner: the server's own user could not read the configuration.
  const run = [engine, 'run', '--rm', '--name', name, '--user', `${uid}:${gid}`, '-p', `127.0.0.1:${settings.port}:6379`];
  return {
    spec: specOf(settings, [...run, '-v', `${settings.directory}:/data`, IMAGE, 'redis-server', '/data/redis.conf']),
    description: `own container ${name} on port ${settings.port}`,
    removeContainer: () => void spawnSync(engine, ['rm', '-f', name], { stdio: 'ignore', timeout: 20_000 }),
  };
}

function specOf(settings: RedisSettings, command: readonly string[]): ProcessSpec {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' };
  return { name: 'redis', command, cwd: settings.directory, logFile: settings.logFile, env, restart: true };
}

/** The password goes in by file: a command line can be read by everybody on the machine. */
function writeConfig(settings: RedisSettings, dataFolder: string, port: number, bind: string): string {
  const path = join(settings.directory, 'redis.conf');
  rmSync(path, { force: true });
  const lines = [
    `bind ${bind}`,
    `port ${port}`,
    `dir "${dataFolder}"`,
    `requirepass ${settings.password}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}
