import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GENERATED, generateManifests } from './generate.js';
import { readSources } from './sources.js';

/** Makes the generated folders of k8s/ hold exactly what the sources under `root` give; resolves to the number of files. */
export function writeManifests(root: string): number {
  const files = generateManifests(readSources(root));
  for (const path of leftOver(root, files)) rmSync(join(root, 'k8s', path));
  for (const [path, content] of files) {
    const target = join(root, 'k8s', path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return files.size;
}

/** Paths under k8s/ of generated files that are not what the sources give: changed, missing or left over. */
export function manifestDrift(root: string): readonly string[] {
  const files = generateManifests(readSources(root));
  const changed = [...files].filter(([path, content]) => read(join(root, 'k8s', path)) !== content).map(([path]) => path);
  return [...changed, ...leftOver(root, files)].sort();
}

function leftOver(root: string, files: ReadonlyMap<string, string>): readonly string[] {
  const present = GENERATED.flatMap((folder) => {
    const path = join(root, 'k8s', folder);
    return existsSync(path) ? readdirSync(path).map((name) => `${folder}/${name}`) : [];
  });
  return present.filter((path) => !files.has(path));
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}
