import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every contract's `$id` is this, followed by its path in `json-schema/` without `.json`. */
export const BASE_URI = 'https://schemas.sidecart.dev/';

/** A JSON Schema, as far as the generator looks into it. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

/** What a file under `json-schema/` describes. */
export type SchemaKind = 'topic' | 'model' | 'envelope' | 'body';

/** One file under `json-schema/`. */
export interface SchemaFile {
  /** Path in `json-schema/` without `.json`. */
  readonly path: string;
  /** The `$id` its path demands. */
  readonly id: string;
  readonly kind: SchemaKind;
  /** Topic, model, or `<service>/<operation>`. */
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  readonly schema: Schema;
}

/** What the catalog says of one topic. */
export interface CatalogEntry {
  readonly owner: string;
  /** JSON pointer into data that gives the partition key. */
  readonly key: string;
  readonly retentionDays: number;
  readonly compatibility: string;
  /** Whether changes that break only events nobody publishes are let through: `strict` (the default) or `lenient`. */
  readonly policy?: string;
  readonly description: string;
}

/** All that is written by hand. */
export interface Sources {
  readonly catalog: Readonly<Record<string, CatalogEntry>>;
  /** Sorted by kind, name and version. */
  readonly files: readonly SchemaFile[];
}

const NO_SCHEMAS = new Set(['catalog.json', 'approvals.json']);

/** Reads `json-schema/`. Throws when a file is not JSON or stands where none belongs. */
export function readSources(directory: string): Sources {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.json') && !NO_SCHEMAS.has(path));
  const files = paths.map((path) => toFile(path.slice(0, -'.json'.length), readJson(join(directory, path)) as Schema));
  return { catalog: readJson(join(directory, 'catalog.json')) as Sources['catalog'], files: files.sort(byVersion) };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} cannot be read as JSON`, { cause });
  }
}

function toFile(path: string, schema: Schema): SchemaFile {
  const file = { path, id: BASE_URI + path, schema };
  const body = /^http\/([a-z-]+\/[a-z-]+)$/.exec(path);
  if (body?.[1]) return { ...file, kind: 'body', name: body[1], major: 1, minor: 0 };
  const versioned = /^(?:(model)\/)?([a-z][a-z0-9_.-]*)\/([1-9][0-9]*)\.(0|[1-9][0-9]*)$/.exec(path);
  if (!versioned?.[2]) throw new Error(`json-schema/${path}.json is neither <topic>, model/<name> nor http/<service>`);
  const kind = versioned[1] ? 'model' : versioned[2] === 'envelope' ? 'envelope' : 'topic';
  return { ...file, kind, name: versioned[2], major: Number(versioned[3]), minor: Number(versioned[4]) };
}

function byVersion(a: SchemaFile, b: SchemaFile): number {
  const [left, right] = [`${a.kind}/${a.name}`, `${b.kind}/${b.name}`];
  if (left !== right) return left < right ? -1 : 1;
  return a.major - b.major || a.minor - b.minor;
}
