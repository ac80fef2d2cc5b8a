import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Passwords and tokens of one stack, made once and kept in its folder, readable by their owner alone. */
export interface Secrets {
  /** The secret of this name; made now when it is asked for the first time. */
  get(name: string): string;
}

/** Opens `secrets.json` of a stack folder. */
export function openSecrets(directory: string): Secrets {
  const path = join(directory, 'secrets.json');
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  return {
    get(name) {
      const present = known[name];
      if (present !== undefined) return present;
      const made = randomBytes(24).toString('hex');
      known[name] = made;
      writePrivate(path, JSON.stringify(known, null, 2));
      return made;
    },
  };
}

/** Writes `stack.env`, which a shell can source: one NAME='value' a line. */
export function writeEnvFile(directory: string, values: Readonly<Record<string, string>>): string {
  const path = join(directory, 'stack.env');
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'`);
  writePrivate(path, `${lines.join('\n')}\n`);
  return path;
}

function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  // The mode given above holds for a new file only.
  chmodSync(path, 0o600);
}
