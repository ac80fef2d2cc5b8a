import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SchemaLoadError } from '../errors';
import { isObject, type Json, own, pointerTo } from '../json';
import { compileDocument } from './compile';
import { children, type Dialect, dialectOf } from './dialect';
import { loadError, type SchemaDocument } from './document';
import { metaErrors } from './metaschema';
import { inPlace, type Node } from './node';
import { syntaxError } from './position';
import { Registry, type Source } from './resource';
import { type Reach, readText, resolveReference } from './resolve';

/** Largest schema file taken, in bytes. */
export const MAX_SCHEMA_BYTES = 1024 * 1024;

/** Options of loading a schema. */
export interface LoadOptions {
  /** Folder that relative file references may reach; none by default. */
  root?: string;
}

/** Loads and checks a schema file. Throws SchemaLoadError with file, line, column and pointer. */
export function loadSchemaFile(file: string, options: LoadOptions = {}): SchemaDocument {
  return loadSchemaText(readSource(file), file, options);
}

/** Loads and checks the text of a schema; `file` names it in errors and anchors relative references. */
export function loadSchemaText(text: string, file = 'schema.json', options: LoadOptions = {}): SchemaDocument {
  return finish(parseSource(text, file), options);
}

/** Loads and checks a schema already parsed. Errors then carry the pointer but line and column 1. */
export function loadSchemaValue(root: Json, file = 'schema.json', options: LoadOptions = {}): SchemaDocument {
  // A part that stands in two places of the value must become two schemas, each with a place of its own.
  return finish(checkSource({ file, root: copyOf(root) }), options);
}

function copyOf(root: Json): Json {
  try {
    const text = JSON.stringify(root) as string | undefined;
    return JSON.parse(text ?? 'null') as Json;
  } catch {
    return root;
  }
}

function readSource(file: string): string {
  const fail = (why: string) => new SchemaLoadError({ file, line: 1, column: 1, pointer: '' }, why);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size !== undefined && size > MAX_SCHEMA_BYTES) throw fail(`the file has ${size} bytes; at most ${MAX_SCHEMA_BYTES} are read`);
  return readText(file, fail);
}

function parseSource(text: string, file: string): Source {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_SCHEMA_BYTES) throw loadError({ file }, '', `the schema has ${bytes} bytes; at most ${MAX_SCHEMA_BYTES} are read`);
  const clean = text.replace(/^\uFEFF/, '');
  let root: Json;
  try {
    root = JSON.parse(clean) as Json;
  } catch {
    const { place, message } = syntaxError(file, clean);
    throw new SchemaLoadError(place, message);
  }
  return checkSource({ file, root, text: clean });
}

/** Checks draft and shape of one source; references are checked once everything is loaded. */
function checkSource(raw: { file: string; root: Json; text?: string }, inherited?: Dialect): Source {
  const { root } = raw;
  if (tooDeep(root)) throw loadError({ file: raw.file }, '', `the schema nests deeper than ${MAX_DEPTH} levels`);
  if (typeof root !== 'boolean' && !isObject(root)) throw loadError(raw, '', 'not a schema: a schema is an object or a boolean');
  const named = isObject(root) && own(root, '$schema') !== undefined;
  const dialect = named ? dialectOf(root) : (inherited ?? '2020-12');
  if (!dialect)
    throw loadError(
      raw,
      '/$schema',
      `unknown draft ${JSON.stringify(own(root as { [key: string]: Json }, '$schema'))}; known are draft-07, 2019-09 and 2020-12`,
    );
  const wrong = metaErrors(root, dialect);
  if (wrong) throw loadError(raw, wrong.pointer, `not a schema: ${wrong.message}`);
  return { ...raw, dialect };
}

/** Deeper nesting than this, in JSON levels, is refused: it would exhaust the stack. */
const MAX_DEPTH = 800;

function tooDeep(root: Json): boolean {
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

function finish(source: Source, options: LoadOptions): SchemaDocument {
  const registry = new Registry();
  const uri = pathToFileURL(path.resolve(source.file)).href;
  const resource = registry.add(source, uri);
  const reach: Reach = {
    ...(options.root === undefined ? {} : { root: options.root }),
    read: (file, from) => checkSource({ ...parseSource(readSource(file), file) }, from.dialect),
  };
  const document: SchemaDocument = {
    file: source.file,
    root: source.root,
    dialect: source.dialect,
    uri: resource.uri,
    resource,
    registry,
    ...(source.text === undefined ? {} : { text: source.text }),
  };
  for (let i = 0; i < registry.sources.length; i++) checkReferences(registry, (registry.sources[i] as { source: Source }).source, reach);
  checkCycles(document, reach);
  return document;
}

/** Resolves every reference, also those the root never reaches: none may dangle, escape or be remote. */
function checkReferences(registry: Registry, source: Source, reach: Reach): void {
  const visit = (schema: Json, pointer: string, resource: ReturnType<Registry['add']>): void => {
    if (isObject(schema)) {
      for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
        const reference = own(schema, keyword);
        if (typeof reference === 'string') resolveReference(registry, reference, { schema, pointer, resource }, pointerTo(pointer, keyword), reach);
      }
      if (pointer !== '' && typeof own(schema, '$schema') === 'string' && dialectOf(schema) !== source.dialect) {
        throw loadError(source, pointerTo(pointer, '$schema'), 'an embedded schema must be of the draft of its document');
      }
    }
    for (const child of children(schema, source.dialect)) {
      visit(child.schema, pointerTo(pointer, ...child.tokens), registry.resourceOf(child.schema) ?? resource);
    }
  };
  const root = [...registry.resources.values()].find((one) => one.source === source && one.pointer === '');
  if (root) visit(source.root, '', root);
}

/** Refuses a schema that, by references alone, would have to be checked for ever on the same instance. */
function checkCycles(document: SchemaDocument, reach: Reach): void {
  const { nodes } = compileDocument(document, 'specification', reach);
  const state = new Map<Node, 'open' | 'done'>();
  const visit = (node: Node): void => {
    state.set(node, 'open');
    for (const next of inPlace(node)) {
      if (state.get(next) === 'open')
        throw loadError(document, next.pointer, 'a reference leads back here without descending into any part of the instance');
      if (!state.has(next)) visit(next);
    }
    state.set(node, 'done');
  };
  for (const node of nodes) if (!state.has(node)) visit(node);
}
