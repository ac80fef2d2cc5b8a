import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Survives a restart of the machine, and every user may enter it. */
const COMMON = '/var/tmp';

/**
 * Where another user finds this folder: the folder itself, or, below one that is closed to others (as /root is), a place of
 * its own outside. Always the same for the same folder.
 */
export function reachablePlace(path: string): string {
  if (isReachable(path)) return path;
  return join(COMMON, `sidecart-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`);
}

/** As `reachablePlace`, for a folder of programs: they are copied there once. */
export function reachableCopy(path: string): string {
  const place = reachablePlace(path);
  if (place === path || existsSync(place)) return place;
  const copy = mkdtempSync(`${place}-`);
  chmodSync(copy, 0o755);
  cpSync(path, copy, { recursive: true, verbatimSymlinks: true });
  try {
    // Under its final name only once it is whole.
    renameSync(copy, place);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

function isReachable(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0 && folder !== path) return false;
    if (folder === dirname(folder)) return true;
  }
}
