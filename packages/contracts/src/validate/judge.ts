import { existsSync, statSync } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { SchemaLoadError } from '../compare';
import { isObject, type Json, own } from '../compare/json';
import { bare } from '../compare/schema/resource';
import { createFolderAjv, type FolderAjv, uriOf } from '../lint/ajv';
import { CATALOG, LintError, readSchema, readTextFile, readTexts, schemaFolderOf, type SchemaFile, shown, type TextFile } from '../lint/folder';
import { placed } from '../lint/placement';
import { walkSchemas } from '../lint/walk';
import type { Violation } from '../registry/contract';
import { violationsOf } from '../registry/validator';

/** Everything wrong with one value of a stream; none when it keeps its contract. */
export type Judge = (value: unknown) => readonly Violation[];

interface Contract {
  readonly topic: string;
  readonly major: number;
  readonly minor: number;
  readonly validator: () => ValidateFunction;
}

/** Contracts by `$id`, and the newest minor of each major by `$id` without its minor. */
interface Contracts {
  readonly byId: ReadonlyMap<string, Contract>;
  readonly newest: ReadonlyMap<string, Contract>;
}

/**
 * Judges every value by one schema file, with the files it refers to: those of its catalogued folder, or
 * else those beside it. Throws SchemaLoadError, LintError.
 */
export function judgeBySchema(file: string): Judge {
  const folder = schemaFolderOf(file);
  const path = relative(folder, resolve(file)).replaceAll('\\', '/');
  if (!statSync(file).isFile()) throw new LintError(`${file} is not a file`);
  const schema = readable(readTextFile(folder, path));
  const others = existsSync(join(folder, CATALOG)) ? readTexts(folder).map(readSchema).flatMap(soundOnly) : besides(folder, schema);
  const files = [schema, ...others.filter((one) => one.path !== path)];
  const validator = compile(createFolderAjv(files, { strict: false }), schema);
  return (value) => violationsOf(validator, value);
}

/** The files that relative references lead to, one after the other. */
function besides(folder: string, start: SchemaFile): readonly SchemaFile[] {
  const found = new Map([[start.path, start]]);
  for (const file of found.values()) {
    walkSchemas(file.root, file.dialect, (schema) => {
      const reference = isObject(schema) ? own(schema, '$ref') : undefined;
      const path = typeof reference === 'string' ? posix.join(posix.dirname(file.path), bare(reference)) : '';
      if (path.startsWith('..') || found.has(path) || !statSync(join(folder, path), { throwIfNoEntry: false })?.isFile()) return;
      found.set(path, readable(readTextFile(folder, path)));
    });
  }
  return [...found.values()];
}

const soundOnly = (file: ReturnType<typeof readSchema>): readonly SchemaFile[] => ('root' in file ? [file] : []);

/**
 * Judges events by the envelope and by the contract their `dataschema` names; a minor that is not known by
 * the newest that is. Throws SchemaLoadError, LintError.
 */
export function judgeByContracts(folder: string): Judge {
  if (!existsSync(folder)) throw new LintError(`${folder} does not exist; name the folder of schemas with --schemas`);
  const { files, ajv } = openFolder(resolve(folder));
  const envelopes = files.filter(({ path }) => placed(path).kind === 'envelope').sort((a, b) => versionOf(a) - versionOf(b));
  const newest = envelopes.at(-1);
  if (!newest) throw new LintError(`${folder} has no envelope/<major>.<minor>.json; --schema FILE judges by one schema alone`);
  const envelope = compile(ajv, newest);
  const contracts = contractsIn(files, ajv);
  return (event) => {
    const violations = violationsOf(envelope, event);
    if (!isObject(event as Json)) return violations;
    const data = violationsOfData(event as Record<string, unknown>, contracts, shown(resolve(folder)));
    const told = new Set(violations.map(({ pointer }) => pointer));
    return [...violations, ...data.filter(({ pointer }) => !told.has(pointer))];
  };
}

function violationsOfData(event: Record<string, unknown>, contracts: Contracts, folder: string): readonly Violation[] {
  const { dataschema, type, data } = event;
  if (typeof dataschema !== 'string') return [];
  const contract = contracts.byId.get(dataschema) ?? contracts.newest.get(withoutMinor(dataschema));
  if (!contract) return [{ pointer: '/dataschema', message: `names no contract in ${folder}`, keyword: 'dataschema' }];
  const contradiction: Violation[] =
    type === contract.topic ? [] : [{ pointer: '/type', message: `must be ${contract.topic}, as dataschema says`, keyword: 'type' }];
  const inData = violationsOf(contract.validator(), data).map((one) => ({ ...one, pointer: `/data${one.pointer}` }));
  return [...contradiction, ...inData];
}

function openFolder(folder: string): { readonly files: readonly SchemaFile[]; readonly ajv: FolderAjv } {
  const files = readTexts(folder).map(readable);
  return { files, ajv: createFolderAjv(files, { strict: false }) };
}

function readable(text: TextFile): SchemaFile {
  const file = readSchema(text);
  if ('rule' in file) throw new SchemaLoadError(file, file.message);
  return file;
}

function contractsIn(files: readonly SchemaFile[], ajv: FolderAjv): Contracts {
  const byId = new Map<string, Contract>();
  const newest = new Map<string, Contract>();
  for (const file of files) {
    const { kind, name, version } = placed(file.path);
    if (kind !== 'topic' || !version) continue;
    const contract: Contract = { topic: name, ...version, validator: once(() => compile(ajv, file)) };
    byId.set(uriOf(file), contract);
    const key = withoutMinor(uriOf(file));
    const known = newest.get(key);
    if (!known || known.minor < contract.minor) newest.set(key, contract);
  }
  return { byId, newest };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const withoutMinor = (id: string): string => id.replace(/\.(0|[1-9]\d*)(\.json)?$/, '');

function versionOf({ path }: SchemaFile): number {
  const { major = 0, minor = 0 } = placed(path).version ?? {};
  return major * 1e6 + minor;
}

function compile(ajv: FolderAjv, file: SchemaFile): ValidateFunction {
  try {
    return ajv.validatorOf(file);
  } catch (error) {
    throw new SchemaLoadError({ file: file.file, line: 1, column: 1, pointer: '' }, (error as Error).message);
  }
}
