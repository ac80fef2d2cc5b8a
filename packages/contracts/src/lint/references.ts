import { SchemaLoadError } from '../compare';
import { isObject, type Json, own, pointerTo } from '../compare/json';
import { children } from '../compare/schema/dialect';
import { placeOf } from '../compare/schema/position';
import { resolveReference } from '../compare/schema/resolve';
import { type Place, Registry, type Resource } from '../compare/schema/resource';
import { findingAt, type LintFinding, type Rule } from './finding';
import type { SchemaFile } from './folder';
import { isInPlace } from './walk';

/** The base of files without an `$id`; nothing is ever read from it. */
export const NO_ID = 'https://contracts.invalid/';

const KEYWORDS = ['$ref', '$dynamicRef', '$recursiveRef'];

interface Context {
  readonly registry: Registry;
  /** What the identifiers of the folder start with. */
  readonly base: string;
  readonly found: LintFinding[];
  /** For each schema, the schemas that judge the same part of the instance. */
  readonly sameInstance: Map<Json, { readonly schema: Json; readonly place: Place; readonly file: SchemaFile }[]>;
}

/** Every reference of the folder that leads nowhere, out of it, or round in a circle. */
export function findingsOfReferences(files: readonly SchemaFile[], base: string | undefined): readonly LintFinding[] {
  const context: Context = { registry: new Registry(), base: base ?? NO_ID, found: [], sameInstance: new Map() };
  const resources = files.map((file) => ({ file, resource: register(context, file) }));
  for (const { file, resource } of resources) if (resource) visit(context, file, { schema: file.root, pointer: '', resource });
  return [...context.found, ...cyclesIn(context, resources)];
}

function register({ registry, found }: Context, file: SchemaFile): Resource | undefined {
  try {
    return registry.add(file, NO_ID + file.path);
  } catch (error) {
    if (!(error instanceof SchemaLoadError)) throw error;
    found.push(findingAt(error, 'ID_TWICE', error.message));
    return undefined;
  }
}

function visit(context: Context, file: SchemaFile, place: Place): void {
  const { schema, pointer, resource } = place;
  for (const keyword of isObject(schema) ? KEYWORDS : []) {
    const reference = own(schema as { [key: string]: Json }, keyword);
    if (typeof reference === 'string') follow(context, file, { ...place, pointer: pointerTo(pointer, keyword) }, reference);
  }
  for (const child of children(schema, file.dialect)) {
    const inner = context.registry.resourceOf(child.schema) ?? resource;
    const next = { schema: child.schema, pointer: pointerTo(pointer, ...child.tokens), resource: inner };
    if (isInPlace(child)) connect(context, schema, { schema: child.schema, place: next, file });
    visit(context, file, next);
  }
}

function follow(context: Context, file: SchemaFile, from: Place, reference: string): void {
  const fail = (rule: Rule, why: string) =>
    context.found.push(findingAt(placeOf(file.file, file.text, from.pointer), rule, `the reference ${JSON.stringify(reference)} ${why}`));
  if (climbsOut(reference, file.path)) {
    fail('REF_ESCAPES', 'escapes the folder of schemas');
    return;
  }
  try {
    const target = resolveReference(context.registry, reference, from, from.pointer);
    connect(context, from.schema, { schema: target.schema, place: from, file });
  } catch (error) {
    if (!(error instanceof SchemaLoadError)) throw error;
    if (isAbsolute(reference) && !reference.startsWith(context.base)) fail('REF_REMOTE', 'is remote; only schemas of this folder are followed');
    else fail('REF_UNRESOLVABLE', 'leads nowhere');
  }
}

const isAbsolute = (reference: string): boolean => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(reference);

/** Whether a relative reference goes up more folders than its file is deep; a URI alone would hide it. */
function climbsOut(reference: string, path: string): boolean {
  if (isAbsolute(reference) || reference.startsWith('#')) return false;
  let depth = path.split('/').length - 1;
  return (reference.split('#')[0] ?? '').split('/').some((part) => {
    depth += part === '..' ? -1 : part === '.' || part === '' ? 0 : 1;
    return depth < 0;
  });
}

function connect({ sameInstance }: Context, from: Json, to: { schema: Json; place: Place; file: SchemaFile }): void {
  if (isObject(from)) sameInstance.set(from, [...(sameInstance.get(from) ?? []), to]);
}

/** Circles of references that would have the same part of an instance judged for ever. */
function cyclesIn({ sameInstance }: Context, files: readonly { readonly file: SchemaFile }[]): readonly LintFinding[] {
  const found: LintFinding[] = [];
  const state = new Map<Json, 'open' | 'done'>();
  const visitNode = (schema: Json): void => {
    state.set(schema, 'open');
    for (const next of sameInstance.get(schema) ?? []) {
      if (state.get(next.schema) === 'open') {
        const place = placeOf(next.file.file, next.file.text, next.place.pointer);
        found.push(findingAt(place, 'REF_CYCLE', 'this leads back to itself without descending into any part of the instance'));
      } else if (!state.has(next.schema)) visitNode(next.schema);
    }
    state.set(schema, 'done');
  };
  for (const { file } of files) if (!state.has(file.root)) visitNode(file.root);
  for (const schema of sameInstance.keys()) if (!state.has(schema)) visitNode(schema);
  return found;
}
