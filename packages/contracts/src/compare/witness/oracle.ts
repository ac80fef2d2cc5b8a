import Ajv, { type Options, type ValidateFunction } from 'ajv';
import type Core from 'ajv/dist/core';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { regexEngine } from '../regex/match';
import { isObject, type Json, type JsonObject, own } from '../json';
import type { Dialect } from '../schema/dialect';
import type { SchemaDocument } from '../schema/document';

/** Says whether an instance is valid, null where Ajv's own code fails; no oracle where Ajv cannot compile the schema. */
export type Oracle = ((value: Json) => boolean | null) | null;

const MAKERS: Record<Dialect, () => Core> = {
  'draft-07': () => new Ajv(OPTIONS),
  '2019-09': () => new Ajv2019(OPTIONS),
  '2020-12': () => new Ajv2020(OPTIONS),
};
const OPTIONS: Options = {
  strict: false,
  logger: false,
  validateSchema: false,
  messages: false,
  // Names such as "constructor" are properties like any other.
  ownProperties: true,
  code: { optimize: false, regExp: regexEngine },
};
const MAX_CACHED = 400;
let served = 0;
const shared = new Map<string, Core>();
const cache = new Map<string, Oracle>();

/** Tracking what was evaluated costs time and can make generated code throw, so it stays off where no keyword asks. */
function create(dialect: Dialect, tracking: boolean): Core {
  const ajv = MAKERS[dialect]();
  ajv.opts.unevaluated = tracking;
  addFormats(ajv);
  return ajv;
}

/** The Ajv validator of a document, formats asserted; kept for the most recent few hundred schemas. */
export function oracleOf(document: SchemaDocument): Oracle {
  const key = `${document.dialect}\n${document.uri}\n${JSON.stringify(document.registry.sources.map((one) => one.source.root))}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const oracle = build(document);
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(key, oracle);
  return oracle;
}

function build(document: SchemaDocument): Oracle {
  try {
    const validate = standsAlone(document) ? compileAlone(document) : compileTogether(document);
    return (value) => run(validate, value);
  } catch {
    return null;
  }
}

/** Ajv's generated code can throw, for instance where oneOf meets unevaluatedProperties. */
function run(validate: ValidateFunction, value: Json): boolean | null {
  try {
    return validate(value);
  } catch {
    return null;
  }
}

/** Whether every reference is a bare fragment, so that the root's identifier does not matter. */
function standsAlone({ registry, root }: SchemaDocument): boolean {
  const ids = new Set([...registry.resources.values()]);
  return ids.size === 1 && !/"\$(?:ref|dynamicRef|recursiveRef)":"[^#]/.test(JSON.stringify(root));
}

function compileAlone({ dialect, root }: SchemaDocument): ValidateFunction {
  const tracking = JSON.stringify(root).includes('"unevaluated');
  const key = `${dialect}/${tracking}`;
  let ajv = shared.get(key);
  if (!ajv) shared.set(key, (ajv = create(dialect, tracking)));
  if (!isObject(root)) return ajv.compile(root as boolean);
  // Two versions of a schema often share an identifier; Ajv wants one each, and fails on "#" without any.
  const copy: JsonObject = { ...root, $id: `https://schema.invalid/${served++}` };
  delete copy.$schema;
  const validate = ajv.compile(copy);
  ajv.removeSchema(copy);
  return validate;
}

function compileTogether({ dialect, registry, uri }: SchemaDocument): ValidateFunction {
  const ajv = create(dialect, true);
  for (const { uri: base, source } of registry.sources) {
    const root = source.root;
    const named = isObject(root) && typeof own(root, '$id') === 'string';
    ajv.addSchema(root as object, named ? undefined : base);
  }
  const validate = ajv.getSchema(uri);
  if (!validate) throw new Error('the root schema is not known to Ajv');
  return validate as ValidateFunction;
}
