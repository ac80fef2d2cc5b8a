import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isExecutable } from './find-command.js';

/** The file beside the programs: one `<program> <version> <sha256> <bytes>` a line, written when a program is complete. */
const STAMP = 'VERSIONS';

/**
 * Whether all these programs were completed here. It looks at their size, not at their sum: reading 300 MB at every start
 * would take longer than the start, and only a program that is whole ever gets its final name.
 */
export function isStamped(folder: string, programs: readonly string[]): boolean {
  const stamped = read(folder);
  return programs.every((program) => {
    const path = join(folder, program);
    return isExecutable(path) && stamped.get(program)?.bytes === statSync(path).size;
  });
}

/** Gives a finished program its final name and enters it in the stamp. */
export async function complete(folder: string, program: string, version: string, temporary: string): Promise<void> {
  const sha256 = await sumOf(temporary);
  const bytes = statSync(temporary).size;
  renameSync(temporary, join(folder, program));
  const stamped = read(folder);
  stamped.set(program, { version, sha256, bytes });
  const lines = [...stamped].map(([name, entry]) => `${name} ${entry.version} ${entry.sha256} ${entry.bytes}`);
  const path = join(folder, STAMP);
  writeFileSync(`${path}.${process.pid}`, `${lines.join('\n')}\n`);
  renameSync(`${path}.${process.pid}`, path);
}

/** SHA-256 of a file, in hex. */
export async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

interface Entry {
  readonly version: string;
  readonly sha256: string;
  readonly bytes: number;
}

function read(folder: string): Map<string, Entry> {
  const path = join(folder, STAMP);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const rows = text.split('\n').map((line) => line.split(' '));
  return new Map(
    rows.filter((row) => row.length === 4).map(([name = '', version = '', sha256 = '', bytes]) => [name, { version, sha256, bytes: Number(bytes) }]),
  );
}
