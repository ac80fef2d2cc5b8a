import { join } from 'node:path';
import { makeDirectory } from './paths.js';
import { openPidFile } from './pid-file.js';
import { claimFreeOffset, shiftPorts } from './ports.js';
import { postgresDirectory, startPostgres } from './postgres.js';
import { startRedis } from './redis.js';
import { openSecrets } from './secrets.js';
import { deleteStackData, throwawayDirectory } from './throwaway.js';

/** One Postgres and one Redis for all integration tests of a run. */
export interface TestServers {
  /** Connects as an administrator. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Ends both and deletes what they held. */
  stop(): Promise<void>;
}

/** Starts both on free ports with throwaway data. */
export async function startTestServers(): Promise<TestServers> {
  const directory = makeDirectory(throwawayDirectory('test'));
  const logs = makeDirectory(join(directory, 'logs'));
  const pids = await openPidFile(directory);
  const keys = openSecrets(directory);
  const { offset, guard } = await claimFreeOffset([shiftPorts(0).redis, shiftPorts(0).postgres]);
  const ports = shiftPorts(offset);
  const stop = async (): Promise<void> => {
    await pids.close();
    guard.close();
    deleteStackData(directory);
  };
  const [postgres, redis] = await Promise.all([
    // Nothing here has to outlive a loss of power.
    startPostgres({
      directory: postgresDirectory(directory),
      logFile: join(logs, 'postgres.log'),
      port: ports.postgres,
      password: keys.get('postgres'),
      pids,
      durable: false,
    }),
    startRedis({
      directory: join(directory, 'redis'),
      logFile: join(logs, 'redis.log'),
      port: ports.redis,
      password: keys.get('redis'),
      pids,
      stackName: `test-${process.pid}`,
    }),
  ]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { databaseUrl: postgres.adminUrl, redisUrl: redis.url, stop };
}
