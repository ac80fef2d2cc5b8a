import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCommand } from '../stack/find-command.js';

const run = promisify(execFile);
const DOWNLOAD_MS = 300_000;
/** Nothing a program runs on; one package alone holds 20,000 files of time zones that its own script has built in. */
const LEFT_OUT = ['./usr/share/doc', './usr/share/man', './usr/share/javascript/*/data'];

/** What fetches and unpacks Debian packages. */
export interface DebianCommands {
  readonly aptGet: string;
  readonly dpkgDeb: string;
}

/** This machine's commands for Debian packages; undefined where it has none. */
export function findDebianCommands(): DebianCommands | undefined {
  const [aptGet, dpkgDeb] = [findCommand('apt-get'), findCommand('dpkg-deb')];
  return aptGet === undefined || dpkgDeb === undefined ? undefined : { aptGet, dpkgDeb };
}

/**
 * Unpacks a package of the machine's own release into `folder`, and those of its dependencies whose names match `along`. Any
 * user may: nothing is installed, nothing outside `folder` is written. apt holds each file against the sums of its signed
 * lists. Throws when a package cannot be had.
 */
export async function unpackPackage({ aptGet, dpkgDeb }: DebianCommands, name: string, folder: string, along: RegExp): Promise<void> {
  const work = mkdtempSync(join(folder, '.packages-'));
  const download = createDownload(aptGet, work);
  const taken = new Set([name]);
  try {
    for (let next = [name]; next.length > 0;) {
      const files = await download(next);
      const dependencies = (await Promise.all(files.map((file) => unpack(dpkgDeb, file, folder)))).flat();
      next = [...new Set(dependencies)].filter((dependency) => along.test(dependency) && !taken.has(dependency));
      next.forEach((dependency) => taken.add(dependency));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Unpacks one file; resolves to the names of the packages it depends on. */
async function unpack(dpkgDeb: string, file: string, folder: string): Promise<string[]> {
  const script = '"$1" --fsys-tarfile "$2" | tar -x -C "$3" --no-same-owner ';
  await run('sh', ['-c', script + LEFT_OUT.map((path) => `--exclude='${path}'`).join(' '), 'sh', dpkgDeb, file, folder]);
  const { stdout } = await run(dpkgDeb, ['-f', file, 'Depends']);
  return stdout.split(/[,|]/).flatMap((entry) => /^\s*([a-z0-9][a-z0-9.+-]*)/.exec(entry)?.[1] ?? []);
}

/** Downloads packages; resolves to the files that have come in. */
function createDownload(aptGet: string, work: string): (names: readonly string[]) => Promise<string[]> {
  let options: readonly string[] = [];
  const apt = (cwd: string, ...args: readonly string[]): Promise<unknown> =>
    run(aptGet, ['-q', '-o', 'APT::Sandbox::User=root', ...options, ...args], { cwd, timeout: DOWNLOAD_MS });
  return async (names) => {
    const folder = mkdtempSync(join(work, 'files-'));
    try {
      await apt(folder, 'download', ...names);
    } catch (error) {
      if (options.length > 0) throw error;
      // The machine's lists are missing, or so old that they name files which are gone: fetch lists of our own, for this once.
      options = ownLists(work);
      await apt(work, 'update');
      await apt(folder, 'download', ...names);
    }
    return readdirSync(folder).map((file) => join(folder, file));
  };
}

function ownLists(work: string): string[] {
  const [state, cache] = [join(work, 'state'), join(work, 'cache')];
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  return [`Dir::State=${state}`, 'Dir::State::status=/var/lib/dpkg/status', `Dir::Cache=${cache}`].flatMap((setting) => ['-o', setting]);
}
