import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { loadSchemaFile, type SchemaDocument } from '../compare';
import { CATALOG, LintError, readTexts, schemaFolderOf } from '../lint/folder';
import { bundle } from '../review/bundle';
import { contractOf } from '../review/contract';

/**
 * Loads a schema file to compare. In a folder with a catalog its references may name the other contracts by
 * their `$id`; elsewhere they stay in the file, or below `root`. Throws SchemaLoadError.
 */
export function loadToCompare(file: string, root: string | undefined): SchemaDocument {
  const folder = root === undefined ? cataloguedFolderOf(file) : undefined;
  const path = folder === undefined ? '' : relative(folder, resolve(file)).replaceAll('\\', '/');
  if (folder === undefined || path === CATALOG) return loadSchemaFile(file, root === undefined ? {} : { root });
  const contracts = readTexts(folder).map((text) => contractOf(text.path, text.file, text.text));
  const contract = contracts.find((one) => one.path === path);
  if (!contract || contract.text === '') return loadSchemaFile(file);
  const byId = new Map(contracts.map((one) => [one.id, one]));
  const tree = { contracts: new Map(contracts.map((one) => [one.path, one])), byId, catalog: new Map(), catalogText: '', approvalsText: undefined };
  return bundle(tree, contract).document;
}

function cataloguedFolderOf(file: string): string | undefined {
  try {
    const folder = schemaFolderOf(file);
    return existsSync(join(folder, CATALOG)) ? folder : undefined;
  } catch (error) {
    // That the file is not there is for loading it to say.
    if (error instanceof LintError) return undefined;
    throw error;
  }
}
