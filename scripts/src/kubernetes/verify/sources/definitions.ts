import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../manifest.js';
import type { Sources } from './modules.js';

/** Where each project keeps its CustomResourceDefinitions. */
const FOLDERS = {
  dapr: ['charts', 'dapr', 'crds'],
  keda: ['config', 'crd', 'bases'],
  prometheusOperator: ['example', 'prometheus-operator-crd'],
} as const;

/** The texts of the CustomResourceDefinitions that these manifests are instances of. */
export function definitionsFor(manifests: readonly Manifest[], sources: Sources): string[] {
  const wanted = new Set(manifests.map(({ apiVersion, kind }) => `${apiVersion.split('/')[0] ?? ''}/${kind}`));
  return Object.entries(FOLDERS).flatMap(([project, path]) => {
    const folder = join(sources[project as keyof typeof FOLDERS], ...path);
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    return files.map((name) => readFileSync(join(folder, name), 'utf8')).filter((text) => wanted.has(definedBy(text)));
  });
}

/** Group and kind by their places in the text: parsing the large ones takes longer than all the rest. */
function definedBy(text: string): string {
  const group = /^ {2}group: (\S+)$/m.exec(text)?.[1] ?? '';
  const kind = /^ {2}names:\n(?: {4}.*\n)*? {4}kind: (\S+)$/m.exec(text)?.[1] ?? '';
  return `${group}/${kind}`;
}
