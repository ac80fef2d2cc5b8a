import Ajv, { type Options, type ValidateFunction } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import type AjvCore from 'ajv/dist/core';
import { fullFormats } from 'ajv-formats/dist/formats';
import { isObject, own, put } from '../compare/json';
import type { Dialect } from '../compare/schema/dialect';
import type { SchemaFile } from './folder';
import { NO_ID } from './references';

const CLASSES = { 'draft-07': Ajv, '2019-09': Ajv2019, '2020-12': Ajv2020 };

/** Ajv over all schemas of a folder that are of one draft; each is compiled when it is first asked for. */
export interface FolderAjv {
  /** The Ajv of a file's draft. */
  of(file: SchemaFile): AjvCore;
  /** The validator of a file. Throws what Ajv throws. */
  validatorOf(file: SchemaFile): ValidateFunction;
}

/** Knows every file by its `$id`, else by its path. Throws when an identifier is used twice. */
export function createFolderAjv(files: readonly SchemaFile[], options: Options): FolderAjv {
  const byDialect = new Map<Dialect, AjvCore>();
  // Every file has been held against the meta-schema of its draft before.
  const of = ({ dialect }: SchemaFile): AjvCore => {
    const known = byDialect.get(dialect);
    if (known) return known;
    const ajv = new CLASSES[dialect]({ allErrors: true, formats: fullFormats, logger: false, validateSchema: false, ...options });
    byDialect.set(dialect, ajv);
    return ajv;
  };
  for (const file of files) of(file).addSchema(named(file), uriOf(file));
  return {
    of,
    validatorOf: (file) => {
      const validator = of(file).getSchema(uriOf(file));
      if (!validator) throw new Error(`${uriOf(file)} is not known to Ajv`);
      return validator;
    },
  };
}

/** What a file is known by. */
export function uriOf({ root, path }: SchemaFile): string {
  const id = isObject(root) ? own(root, '$id') : undefined;
  return typeof id === 'string' ? id.replace(/#$/, '') : NO_ID + path;
}

/** Ajv takes a relative `$id` for the name itself, so every file gets its full one. */
function named(file: SchemaFile): object | boolean {
  if (!isObject(file.root)) return file.root as boolean;
  const copy = { ...file.root };
  if (own(copy, '$id') !== undefined) put(copy, '$id', uriOf(file));
  return copy;
}
