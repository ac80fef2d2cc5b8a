import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { isObject, type Json, own } from '../compare/json';
import { readSchema, readTexts, type SchemaFile, shown } from '../lint/folder';
import { placed } from '../lint/placement';
import { idFor, idStyleOf } from '../lint/words';
import { ScaffoldError } from './errors';
import { writeDrafts } from './written';

/** Which version to add. */
export interface NewVersionOptions {
  /** A topic, `model/<name>` or `envelope`. */
  readonly name: string;
  readonly schemas: string;
  readonly step: 'minor' | 'major';
}

/** What was written, and what it is a copy of; as people read them. */
export interface NewVersion {
  readonly from: string;
  readonly to: string;
}

/** Copies the newest version as the next one. Throws WouldOverwrite, ScaffoldError; then nothing has been written. */
export function newVersion({ name, schemas, step }: NewVersionOptions): NewVersion {
  const folder = resolve(schemas);
  if (!existsSync(folder)) throw new ScaffoldError(`${schemas} does not exist; name the folder of schemas with --schemas`);
  const texts = readTexts(folder);
  const versions = texts.filter(({ path }) => placed(path).name === name && placed(path).version);
  const newest = versions.sort((a, b) => orderOf(a.path) - orderOf(b.path)).at(-1);
  if (!newest) throw new ScaffoldError(`${shown(folder)} has no ${name}; new ${name} starts one`);
  const file = readSchema(newest);
  if ('rule' in file) throw new ScaffoldError(`${file.file}:${file.line}:${file.column}: ${file.message}`);
  const { major = 1, minor = 0 } = placed(newest.path).version ?? {};
  const path = `${name}/${step === 'major' ? `${major + 1}.0` : `${major}.${minor + 1}`}.json`;
  const style = idStyleOf(texts.flatMap((text) => [readSchema(text)].filter((one): one is SchemaFile => 'root' in one)));
  const text = style ? renamed(file, idFor(path, style)) : file.text;
  writeDrafts([{ path: join(folder, path), text }]);
  return { from: file.file, to: shown(join(folder, path)) };
}

function orderOf(path: string): number {
  const { major = 0, minor = 0 } = placed(path).version ?? {};
  return major * 1e6 + minor;
}

/** The text with another `$id`; references to itself follow. */
function renamed({ root, text }: SchemaFile, id: string): string {
  const before = isObject(root) ? own(root, '$id') : undefined;
  if (typeof before !== 'string') return text;
  const places = referencesTo(root, before).map(({ path, fragment }) => ({ path, value: id + fragment }));
  return [{ path: ['$id'], value: id }, ...places].reduce(
    (now, { path, value }) => applyEdits(now, modify(now, [...path], value, { formattingOptions: { insertSpaces: true, tabSize: 2 } })),
    text,
  );
}

interface SelfReference {
  readonly path: readonly (string | number)[];
  readonly fragment: string;
}

function referencesTo(value: Json, id: string, path: readonly (string | number)[] = []): readonly SelfReference[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => referencesTo(one, id, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const isSelf = key === '$ref' && typeof one === 'string' && (one === id || one.startsWith(`${id}#`));
    return isSelf ? [{ path: [...path, key], fragment: one.slice(id.length) }] : referencesTo(one, id, [...path, key]);
  });
}
