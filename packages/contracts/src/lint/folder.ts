import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { MAX_SCHEMA_BYTES } from '../compare';
import { isObject, type Json } from '../compare/json';
import { type Dialect, dialectOf } from '../compare/schema/dialect';
import { metaErrors } from '../compare/schema/metaschema';
import { placeOf, syntaxError } from '../compare/schema/position';
import { findingAt, type LintFinding } from './finding';

/** The file beside the schemas that says who owns what. */
export const CATALOG = 'catalog.json';
const NO_SCHEMAS = [CATALOG, 'approvals.json'];

/** A text of the folder, not yet looked into. */
export interface TextFile {
  /** In the folder of schemas, with slashes and ending. */
  readonly path: string;
  /** As shown to people. */
  readonly file: string;
  /** Empty when the file is too large to be read. */
  readonly text: string;
  readonly bytes: number;
}

/** A text that is a schema of its draft. */
export interface SchemaFile extends TextFile {
  readonly root: Json;
  readonly dialect: Dialect;
}

/** A path that cannot be read, or a wrong option. Exit code 2. */
export class LintError extends Error {
  readonly exitCode = 2;

  constructor(message: string) {
    super(message);
    this.name = 'LintError';
  }
}

/** The folder of schemas a path belongs to: the nearest one upwards with a catalog, else the folder itself. Throws LintError. */
export function schemaFolderOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new LintError(`${path} does not exist`);
  const start = stats.isDirectory() ? resolve(path) : dirname(resolve(path));
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) if (existsSync(join(folder, CATALOG))) return folder;
  return start;
}

/** Every schema text below a folder, sorted; hidden folders and installed packages are left out. */
export function readTexts(folder: string): readonly TextFile[] {
  return pathsIn(folder)
    .filter((path) => path.endsWith('.json') && !NO_SCHEMAS.includes(path))
    .sort()
    .map((path) => readTextFile(folder, path));
}

function pathsIn(folder: string, below = ''): readonly string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry): readonly string[] => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const path = `${below}${entry.name}`;
    return entry.isDirectory() ? pathsIn(folder, `${path}/`) : entry.isFile() ? [path] : [];
  });
}

/** One text of the folder. */
export function readTextFile(folder: string, path: string): TextFile {
  const bytes = statSync(join(folder, path)).size;
  const text = bytes > MAX_SCHEMA_BYTES ? '' : readFileSync(join(folder, path), 'utf8').replace(/^\uFEFF/, '');
  return { path, file: shown(join(folder, path)), text, bytes };
}

/** A path as people read it: from where they stand, or whole where it lies outside. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path).replaceAll('\\', '/');
  return near.startsWith('../') ? path : near;
}

/** Reads a text as a schema, or says what keeps it from being one. */
export function readSchema(text: TextFile): SchemaFile | LintFinding {
  if (text.bytes > MAX_SCHEMA_BYTES) {
    const place = { file: text.file, line: 1, column: 1, pointer: '' };
    return findingAt(place, 'TOO_LARGE', `the file has ${text.bytes} bytes; at most ${MAX_SCHEMA_BYTES} are read`);
  }
  const root = parse(text);
  if (root === undefined) {
    const { place, message } = syntaxError(text.file, text.text);
    return findingAt(place, 'NOT_JSON', message);
  }
  const at = (pointer: string) => placeOf(text.file, text.text, pointer);
  if (typeof root !== 'boolean' && !isObject(root)) return findingAt(at(''), 'NOT_A_SCHEMA', 'a schema is an object or a boolean');
  const dialect = dialectOf(root);
  if (!dialect) return findingAt(at('/$schema'), 'UNKNOWN_DRAFT', 'the draft is unknown; known are draft-07, 2019-09 and 2020-12');
  const wrong = metaErrors(root, dialect);
  return wrong ? findingAt(at(wrong.pointer), 'NOT_A_SCHEMA', wrong.message) : { ...text, root, dialect };
}

function parse({ text }: TextFile): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The parsed catalog of a folder, with its text; undefined where there is none. Not being JSON is a finding. */
export function readCatalog(folder: string): { readonly source: TextFile; readonly root: Json } | LintFinding | undefined {
  if (!existsSync(join(folder, CATALOG))) return undefined;
  const source = readTextFile(folder, CATALOG);
  const root = parse(source);
  if (root !== undefined) return { source, root };
  const { place, message } = syntaxError(source.file, source.text);
  return findingAt(place, 'NOT_JSON', message);
}
