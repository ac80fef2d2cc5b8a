import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readDockerIgnore } from './docker-ignore.js';

/** What a build may copy from: a folder without what its .dockerignore leaves out. */
export interface BuildContext {
  readonly folder: string;
  /** Every file, by its path from the top. */
  readonly files: readonly string[];
}

/** Reads which files a build context has. */
export function readContext(folder: string): BuildContext {
  const { ignores, skips } = readDockerIgnore(readFileSync(join(folder, '.dockerignore'), 'utf8'));
  const below = (path: string): string[] =>
    readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) return skips(name) ? [] : below(name);
      return ignores(name) ? [] : [name];
    });
  return { folder, files: below('') };
}

/** COPY from the context: of a folder its content, of a file the file. Throws for a source that is not there. */
export function copyFromContext({ folder, files }: BuildContext, sources: readonly string[], destination: string): void {
  for (const source of sources) {
    const inside = source === '.' ? '' : `${source}/`;
    const found = files.filter((file) => file === source || file.startsWith(inside));
    if (found.length === 0) throw new Error(`the build context holds no ${source}`);
    for (const file of found) {
      const name = file === source ? file.slice(file.lastIndexOf('/') + 1) : file.slice(inside.length);
      const target = file === source && !destination.endsWith('/') ? destination : join(destination, name);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(folder, file), target, { verbatimSymlinks: true });
    }
  }
}

/** COPY of a whole folder's content, links, permissions and times as they are. */
export async function copyFolder(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  await promisify(execFile)('cp', ['-a', `${from}/.`, to]);
}
