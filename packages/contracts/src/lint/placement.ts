import { placeOf } from '../compare/schema/position';
import { findingAt, type LintFinding } from './finding';
import type { SchemaFile, TextFile } from './folder';
import { TOPIC_NAME } from './topic-names';

/** What a file of a catalogued folder describes. */
export interface Placed {
  readonly kind: 'topic' | 'model' | 'envelope' | 'body' | 'other';
  /** Of a topic its name. */
  readonly name: string;
  /** Absent for what has no version. */
  readonly version?: { readonly major: number; readonly minor: number };
}

/** What a path says of its file. */
export function placed(path: string): Placed {
  const [, folder = '', major, minor] = /^(.+)\/([1-9]\d*)\.(0|[1-9]\d*)\.json$/.exec(path) ?? [];
  if (major === undefined) return { kind: /^http\/[a-z-]+\/[a-z-]+\.json$/.test(path) ? 'body' : 'other', name: path };
  const version = { major: Number(major), minor: Number(minor) };
  if (folder === 'envelope') return { kind: 'envelope', name: folder, version };
  if (/^model\/[^/]+$/.test(folder)) return { kind: 'model', name: folder, version };
  return folder.includes('/') ? { kind: 'other', name: folder, version } : { kind: 'topic', name: folder, version };
}

/** Files where none belongs, and topics whose name is not of three parts. */
export function findingsOfPlacement(files: readonly TextFile[]): readonly LintFinding[] {
  return files.flatMap((file) => {
    const { kind, name } = placed(file.path);
    const at = placeOf(file.file, undefined, '');
    if (kind === 'other') {
      const where =
        '<topic>/<major>.<minor>.json, model/<name>/<major>.<minor>.json, envelope/<major>.<minor>.json nor http/<service>/<operation>.json';
      return [findingAt(at, 'FILE_OUT_OF_PLACE', `the file is neither ${where}`)];
    }
    const wrong = kind === 'topic' && !TOPIC_NAME.test(name);
    return wrong ? [findingAt(at, 'TOPIC_NAME_WRONG', `${JSON.stringify(name)} is not <service>.<domain>.<action> in lower case`)] : [];
  });
}

/** A topic's files. */
export interface TopicFiles {
  readonly name: string;
  /** What to point at when the topic as a whole is at fault. */
  readonly first: TextFile;
  /** Those that can be read as schemas. */
  readonly schemas: readonly SchemaFile[];
}

/** The topics of a folder by name. */
export function topicsOf(texts: readonly TextFile[], files: readonly SchemaFile[]): ReadonlyMap<string, TopicFiles> {
  const isOf =
    (name: string) =>
    (file: TextFile): boolean => {
      const found = placed(file.path);
      return found.kind === 'topic' && found.name === name;
    };
  const names = new Map(
    texts
      .map((file) => [placed(file.path), file] as const)
      .filter(([{ kind }]) => kind === 'topic')
      .map(([{ name }, file]) => [name, file]),
  );
  return new Map([...names].map(([name, first]) => [name, { name, first, schemas: files.filter(isOf(name)) }]));
}
