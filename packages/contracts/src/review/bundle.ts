import { isObject, type Json, type JsonObject, own, pointerTo } from '../compare/json';
import { loadSchemaValue, type SchemaDocument, SchemaLoadError, type SourcePlace } from '../compare';
import { placeOf, tokensOf } from '../compare/schema/position';
import { resolveUri, bare } from '../compare/schema/resource';
import { type Contract, rootOf } from './contract';
import type { Tree } from './tree';

/** A contract with all it refers to, ready to be compared. */
export interface Bundle {
  readonly contract: Contract;
  readonly document: SchemaDocument;
  /** What it refers to, directly or not. */
  readonly parts: readonly Contract[];
}

/**
 * Loads a contract with every contract its references lead to embedded under its `$id`, so that
 * versions of what is shared are compared as part of what uses them. Throws SchemaLoadError.
 */
export function bundle(tree: Tree, contract: Contract): Bundle {
  const root = rootOf(contract);
  const parts = partsOf(tree, contract);
  if (parts.length === 0 || !isObject(root)) return { contract, document: load(contract, root, parts), parts };
  const home = homeOf(root);
  const own$defs = own(root, home);
  const embedded = parts.map((part): [string, Json] => [part.id, { ...(rootOf(part) as JsonObject), $id: part.id }]);
  const bundled = {
    ...root,
    $id: contract.id,
    [home]: { ...(own$defs !== undefined && isObject(own$defs) ? own$defs : {}), ...Object.fromEntries(embedded) },
  };
  return { contract, document: load(contract, bundled, parts), parts };
}

const homeOf = (root: JsonObject): string => (/draft-0?7/.test(JSON.stringify(own(root, '$schema') ?? '')) ? 'definitions' : '$defs');

/** Everything a contract refers to, directly or not, once each. References the tree does not hold are left to the loader. */
export function partsOf(tree: Tree, contract: Contract): readonly Contract[] {
  const found = new Map<string, Contract>();
  const visit = (from: Contract): void => {
    for (const reference of referencesIn(from.root)) {
      const target = tree.byId.get(bare(resolveUri(reference, from.id)));
      if (!target || target.id === contract.id || found.has(target.id) || !isObject(target.root ?? null)) continue;
      found.set(target.id, target);
      visit(target);
    }
  };
  visit(contract);
  return [...found.values()];
}

function referencesIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (value === undefined || !isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner)));
}

function load(contract: Contract, root: Json, parts: readonly Contract[]): SchemaDocument {
  try {
    return { ...loadSchemaValue(root, contract.file), text: contract.text };
  } catch (error) {
    if (!(error instanceof SchemaLoadError)) throw error;
    throw new SchemaLoadError(placeIn(contract, parts, error.pointer), error.message);
  }
}

/** Where a pointer into a bundle stands: in the contract's own file, or in the file it was embedded from. */
export function placeIn(contract: Contract, parts: readonly Contract[], pointer: string): SourcePlace {
  const [home, id, ...rest] = tokensOf(pointer);
  const part = home === '$defs' || home === 'definitions' ? parts.find((one) => one.id === id) : undefined;
  return part ? placeOf(part.file, part.text, pointerTo('', ...rest)) : placeOf(contract.file, contract.text, pointer);
}
