import { isObject, type Json, own } from '../compare/json';
import { loadSchemaText, MAX_SCHEMA_BYTES } from '../compare';

/** What a file of schemas describes; `unversioned` is anything whose path carries no version. */
export type ContractKind = 'topic' | 'model' | 'envelope' | 'unversioned';

/** A version number. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** One schema file, in the working tree or at a revision. */
export interface Contract {
  /** Path in the folder of schemas. */
  readonly path: string;
  /** Path as shown to people, from the repository's root. */
  readonly file: string;
  readonly text: string;
  readonly kind: ContractKind;
  /** Path without version and ending; of a topic its name. */
  readonly name: string;
  readonly version: Version | undefined;
  /** Its `$id`, else one made from its path. */
  readonly id: string;
  /** Undefined when the text is not JSON. */
  readonly root: Json | undefined;
}

const NO_ID = 'https://contracts.invalid/';

/** Reads one file; a text that is not JSON is found out when it is loaded. */
export function contractOf(path: string, file: string, text: string): Contract {
  const root = parse(text);
  const declared = root !== undefined && isObject(root) ? own(root, '$id') : undefined;
  const [, name, major, minor] = /^(.+)\/(0|[1-9]\d*)\.(0|[1-9]\d*)\.json$/.exec(path) ?? [];
  const id = typeof declared === 'string' ? declared.replace(/#$/, '') : NO_ID + path;
  if (name === undefined) return { path, file, text, id, root, kind: 'unversioned', name: path.replace(/\.json$/, ''), version: undefined };
  const kind = name.startsWith('model/') ? 'model' : name === 'envelope' ? 'envelope' : 'topic';
  return { path, file, text, id, root, kind, name, version: { major: Number(major), minor: Number(minor) } };
}

function parse(text: string): Json | undefined {
  if (Buffer.byteLength(text) > MAX_SCHEMA_BYTES) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch {
    return undefined;
  }
}

/** The parsed schema. Throws SchemaLoadError, with line and column, when it is not JSON or too large. */
export function rootOf(contract: Contract): Json {
  return contract.root ?? loadSchemaText(contract.text, contract.file).root;
}

/** `1.0`. */
export function versionText({ major, minor }: Version): string {
  return `${major}.${minor}`;
}

/** Orders versions, oldest first. */
export function byVersion(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}
