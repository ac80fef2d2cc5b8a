import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's top folder. */
export const projectRoot = findRoot(__dirname);

/** The data folder of a named stack inside the repository. */
export function stackDirectory(name: string): string {
  return join(projectRoot, '.sidecart', name);
}

/** Makes a folder that other users may enter: Postgres runs as a user of its own where the owner is root. */
export function makeDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  return path;
}

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package-lock.json above ${from}`);
  }
}
