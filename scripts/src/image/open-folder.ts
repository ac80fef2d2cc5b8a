import { chmodSync, mkdtempSync } from 'node:fs';

/** Makes a new folder whose name starts so, and that every user may enter. */
export function openFolder(prefix: string): string {
  const folder = mkdtempSync(prefix);
  chmodSync(folder, 0o755);
  return folder;
}
