import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of the first of these commands that PATH holds. */
export function findCommand(...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      if (folder !== '' && isExecutable(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

/** Whether this file exists and may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Docker client, when its engine answers. */
export function findContainerEngine(): string | undefined {
  const client = findCommand('docker');
  if (client === undefined) return undefined;
  return spawnSync(client, ['info'], { stdio: 'ignore', timeout: 5000 }).status === 0 ? client : undefined;
}
