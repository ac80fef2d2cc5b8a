import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSchemaText } from '../compare';
import type { Json } from '../compare/json';
import { type Catalog, catalogOf } from './catalog';
import { type Contract, contractOf } from './contract';
import { filesAt, type Revision } from './git';

const CATALOG = 'catalog.json';
/** The file that says which findings are accepted. */
export const APPROVALS = 'approvals.json';

/** A folder of schemas at one moment. */
export interface Tree {
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly byId: ReadonlyMap<string, Contract>;
  readonly catalog: Catalog;
  /** Of the catalog; empty when there is none. */
  readonly catalogText: string;
  readonly approvalsText: string | undefined;
}

/** The folder as it stands on disk. Throws SchemaLoadError when the catalog is not JSON. */
export function workingTree(root: string, folder: string): Tree {
  const directory = join(root, folder);
  const paths = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [];
  const files = paths.map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.json'));
  return treeOf(folder, new Map(files.sort().map((path) => [path, readFileSync(join(directory, path), 'utf8')])));
}

/** The folder at a revision. */
export function treeAt(root: string, folder: string, revision: Revision): Tree {
  return treeOf(folder, filesAt(root, revision, folder));
}

function treeOf(folder: string, texts: ReadonlyMap<string, string>): Tree {
  const contracts = [...texts]
    .filter(([path]) => path !== CATALOG && path !== APPROVALS)
    .map(([path, text]) => contractOf(path, `${folder}/${path}`, text));
  const catalogText = texts.get(CATALOG) ?? '';
  return {
    contracts: new Map(contracts.map((contract) => [contract.path, contract])),
    byId: new Map(contracts.map((contract) => [contract.id, contract])),
    catalog: catalogText === '' ? new Map() : readCatalog(catalogText, `${folder}/${CATALOG}`),
    catalogText,
    approvalsText: texts.get(APPROVALS),
  };
}

function readCatalog(text: string, file: string): Catalog {
  try {
    return catalogOf(JSON.parse(text) as Json);
  } catch {
    // Loading says where the text goes wrong.
    return catalogOf(loadSchemaText(text, file).root);
  }
}
