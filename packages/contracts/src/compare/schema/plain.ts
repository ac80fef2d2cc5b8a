import { isObject, type Json, type JsonObject } from '../json';
import { type Dialect, holders, type Holding } from './dialect';

type Kind = 'count' | 'number' | 'positive' | 'boolean' | 'text' | 'names' | 'type' | 'any' | 'values' | 'lists' | 'other';

const KINDS: Record<string, Kind> = {
  maxLength: 'count',
  minLength: 'count',
  maxItems: 'count',
  minItems: 'count',
  maxProperties: 'count',
  minProperties: 'count',
  minContains: 'count',
  maxContains: 'count',
  maximum: 'number',
  minimum: 'number',
  exclusiveMaximum: 'number',
  exclusiveMinimum: 'number',
  multipleOf: 'positive',
  uniqueItems: 'boolean',
  deprecated: 'boolean',
  readOnly: 'boolean',
  writeOnly: 'boolean',
  format: 'text',
  title: 'text',
  description: 'text',
  $comment: 'text',
  contentMediaType: 'text',
  contentEncoding: 'text',
  required: 'names',
  type: 'type',
  const: 'any',
  default: 'any',
  enum: 'values',
  examples: 'values',
  dependentRequired: 'lists',
};
const TYPES = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);
/** Values with rules of their own; a plain reference into the document is the everyday case. */
const REFERENCE = /^#(?:\/[\w$./-]*)?$/;
const ADDRESS = /^https?:\/\/[\w.-]+(?:\/[\w./-]*)?$/;

/**
 * A quick check that recognises everyday schemas as valid for their draft. False means only that the
 * meta-schema has to decide.
 */
export function plainlyValid(schema: Json, dialect: Dialect, root = true): boolean {
  if (typeof schema === 'boolean') return true;
  if (!isObject(schema)) return false;
  const table = holders(dialect);
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword] as Json;
    const holding = Object.hasOwn(table, keyword) ? table[keyword] : undefined;
    if (holding ? !holds(value, holding, dialect) : !fits(keyword, value, root)) return false;
  }
  return true;
}

function holds(value: Json, holding: Holding, dialect: Dialect): boolean {
  if (holding === 'one') return plainlyValid(value, dialect, false);
  if (holding === 'map') return isObject(value) && everyValue(value, (one) => plainlyValid(one, dialect, false));
  if (holding === 'list') return Array.isArray(value) && value.length > 0 && value.every((one) => plainlyValid(one, dialect, false));
  return holding === 'one-or-list' && !Array.isArray(value) && plainlyValid(value, dialect, false);
}

function everyValue(object: JsonObject, test: (value: Json) => boolean): boolean {
  for (const key of Object.keys(object)) if (!test(object[key] as Json)) return false;
  return true;
}

function fits(keyword: string, value: Json, root: boolean): boolean {
  if (keyword === '$ref') return typeof value === 'string' && REFERENCE.test(value);
  if (keyword === '$id' || keyword === '$schema') return root && typeof value === 'string' && (keyword === '$schema' || ADDRESS.test(value));
  if (keyword === 'pattern') return typeof value === 'string' && isRegex(value);
  const kind = Object.hasOwn(KINDS, keyword) ? KINDS[keyword] : undefined;
  switch (kind) {
    case 'count':
      return Number.isInteger(value) && (value as number) >= 0;
    case 'number':
      return typeof value === 'number';
    case 'positive':
      return typeof value === 'number' && value > 0;
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'any':
      return true;
    case 'values':
      return Array.isArray(value) && (keyword !== 'enum' || value.length > 0);
    case 'type':
      return typeof value === 'string' ? TYPES.has(value) : isNames(value) && value.length > 0 && value.every((name) => TYPES.has(name));
    case 'names':
      return isNames(value);
    case 'lists':
      return isObject(value) && everyValue(value, isNames);
    default:
      return false;
  }
}

function isNames(value: Json): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && new Set(value).size === value.length;
}

const regexes = new Set<string>();

function isRegex(source: string): boolean {
  if (regexes.has(source)) return true;
  try {
    new RegExp(source, 'u');
  } catch {
    return false;
  }
  regexes.add(source);
  return true;
}
