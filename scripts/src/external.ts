import { SetupError } from './errors.js';
import type { StackOptions } from './stack/stack.js';

/** The servers the environment points at (REDIS_URL, DATABASE_URL). Throws a SetupError for what is no URL of that kind. */
export function externalServers(env: NodeJS.ProcessEnv): NonNullable<StackOptions['external']> {
  const redisUrl = read(env, 'REDIS_URL', ['redis:', 'rediss:']);
  const databaseUrl = read(env, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  return { ...(redisUrl !== undefined && { redisUrl }), ...(databaseUrl !== undefined && { databaseUrl }) };
}

/** Throws a SetupError when any server is not the project's own: nothing but those may be emptied. */
export function refuseReset(external: NonNullable<StackOptions['external']>): void {
  const [named] = [external.redisUrl && 'REDIS_URL', external.databaseUrl && 'DATABASE_URL'].filter(Boolean);
  if (named !== undefined)
    throw new SetupError(`--reset empties only servers this project started itself; unset ${named}, or empty that server yourself.`);
}

function read(env: NodeJS.ProcessEnv, name: string, protocols: readonly string[]): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
  throw new SetupError(`${name} is no ${protocols[0]}// URL; correct it, or unset it to use an own server.`);
}
