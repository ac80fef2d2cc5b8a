import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.js';
import { openPidFile } from './pid-file.js';
import { postgresDirectory } from './postgres.js';

/** A fresh folder for a stack that is deleted after use; `kind` groups those that are swept together. */
export function throwawayDirectory(kind: 'demo' | 'test'): string {
  return join(parentOf(kind), `${process.pid}-${randomBytes(4).toString('hex')}`);
}

/** Ends and deletes the throwaway stacks whose owners are gone; those that still run are left alone. */
export async function sweepThrowaways(kind: 'demo' | 'test'): Promise<void> {
  const parent = parentOf(kind);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) await endStack(join(parent, name)).catch(() => undefined);
}

/** Ends what a stack's folder still has running and deletes its data. Throws a SetupError while its owner is alive. */
export async function endStack(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const pids = await openPidFile(directory);
  await pids.close();
  deleteStackData(directory);
}

/** Deletes a stack's folder, and what had to be put elsewhere. Nothing of it may run. */
export function deleteStackData(directory: string): void {
  rmSync(postgresDirectory(directory), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}

function parentOf(kind: string): string {
  return join(projectRoot, '.sidecart', kind);
}
