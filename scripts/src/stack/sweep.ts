import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPidFile } from './pid-file.js';

/** Ends and deletes the throwaway stacks in a folder whose owners are gone; those that still run are left alone. */
export async function sweepThrowaways(parent: string): Promise<void> {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const directory = join(parent, name);
    try {
      const pids = await openPidFile(directory);
      await pids.close();
    } catch {
      // Its owner is alive.
      continue;
    }
    rmSync(directory, { recursive: true, force: true });
  }
}
