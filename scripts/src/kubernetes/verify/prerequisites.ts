import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { SetupError } from '../../errors.js';

/** Names and their keys. */
export type Provided = Readonly<Record<string, readonly string[]>>;

/** A policy that does not hold for one object on purpose. */
export interface Exception {
  readonly check: string;
  /** Kind and name: Deployment/orders. */
  readonly object: string;
  readonly why: string;
}

/** What somebody has made before an overlay is applied, and where policies are let off. */
export interface Prerequisites {
  readonly secrets: Provided;
  readonly configMaps: Provided;
  readonly exceptions: readonly Exception[];
}

interface File {
  readonly overlays?: Readonly<Record<string, { readonly secrets?: Provided; readonly configMaps?: Provided } | undefined>>;
  readonly exceptions?: readonly (Exception & { readonly overlays?: readonly string[] })[];
}

/**
 * Reads an overlay's part of `<folder>/prerequisites.yaml`, and the Secrets of which there are examples: they are the same for every
 * overlay. Throws a SetupError on an exception without its reason.
 */
export function readPrerequisites(folder: string, overlay: string): Prerequisites {
  const path = join(folder, 'prerequisites.yaml');
  const file = (existsSync(path) ? (parse(readFileSync(path, 'utf8')) as File | null) : null) ?? {};
  const exceptions = (file.exceptions ?? []).filter(({ overlays }) => overlays?.includes(overlay) ?? true);
  for (const { check, object, why } of exceptions) {
    if (typeof why !== 'string' || why.trim() === '') throw new SetupError(`${path}: the exception to ${check} for ${object} needs its "why".`);
  }
  const own = file.overlays?.[overlay];
  return { secrets: { ...exampleSecrets(folder), ...own?.secrets }, configMaps: own?.configMaps ?? {}, exceptions };
}

/** One file a Secret, one line a key. */
function exampleSecrets(folder: string): Provided {
  const examples = join(folder, 'overlays', 'production', 'secrets', 'example');
  const files = existsSync(examples) ? readdirSync(examples).filter((name) => name.endsWith('.env')) : [];
  return Object.fromEntries(files.map((name) => [basename(name, '.env'), keysIn(readFileSync(join(examples, name), 'utf8'))]));
}

function keysIn(text: string): string[] {
  return [...text.matchAll(/^([^#=\s][^=]*)=/gm)].map(([, key = '']) => key.trim());
}
