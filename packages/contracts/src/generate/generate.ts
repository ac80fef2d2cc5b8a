import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../review/affected';
import { emitAsyncApi } from './asyncapi';
import { emitBodies, emitRegistry, emitTopics } from './emit-registry';
import { emitTypes } from './emit-types';
import { emitValidators } from './emit-validators';
import { faultsIn } from './faults';
import { emitScopes, scopesOf } from './scopes';
import type { Sources } from './sources';

const NOTICE = 'Generated from json-schema/ by packages/contracts/src/generate. Do not edit.';

/** Generated files by name. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** Generates every file of `src/generated/`. Throws one error listing every fault of the sources. */
export async function generate(sources: Sources, topology: Topology): Promise<GeneratedFiles> {
  const faults = faultsIn(sources);
  if (faults.length > 0) throw new Error(`json-schema/ has faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const code = {
    'bodies.ts': emitBodies(sources),
    'registry.ts': emitRegistry(sources),
    'topics.ts': emitTopics(sources),
    'types.ts': await emitTypes(sources),
    'validators.ts': emitValidators(sources),
  };
  return new Map([
    ...Object.entries(code).map(([name, content]): [string, string] => [name, `// ${NOTICE}\n${content}`]),
    ['asyncapi.yaml', `# ${NOTICE}\n${emitAsyncApi(sources, topology)}`],
    ['scopes.json', emitScopes(scopesOf(sources, topology), NOTICE)],
  ]);
}

/** Names of files on disk that differ from what would be generated: changed, missing or left over. */
export function driftOf(files: GeneratedFiles, directory: string): readonly string[] {
  const changed = [...files].filter(([name, content]) => read(join(directory, name)) !== content).map(([name]) => name);
  return [...changed, ...leftOver(files, directory)].sort();
}

/** Makes the directory hold exactly the generated files. */
export function writeGenerated(files: GeneratedFiles, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
  for (const name of leftOver(files, directory)) rmSync(join(directory, name), { recursive: true });
}

function leftOver(files: GeneratedFiles, directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory).filter((name) => !files.has(name)) : [];
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}
