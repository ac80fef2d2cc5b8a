import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findCommand } from '../../stack/find-command.js';
import { buildTools, type BuildSettings, type ToolName } from './tool-build.js';

/** The programs a verification runs. */
export interface Tools {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
}

/** Older ones bring a kustomize the manifests were not tried with. */
const OLDEST_KUBECTL_MINOR = 29;

/** Finds kubectl in PATH, and the rest where it was built before; builds what is missing. Throws a SetupError where Go is missing too. */
export async function findTools(settings: BuildSettings): Promise<Tools> {
  const present = presentKubectl();
  const wanted: ToolName[] = ['etcd', 'kube-apiserver', ...(present === undefined ? (['kubectl'] as const) : [])];
  const folder = await buildTools(wanted, settings);
  return { etcd: join(folder, 'etcd'), apiServer: join(folder, 'kube-apiserver'), kubectl: present ?? join(folder, 'kubectl') };
}

function presentKubectl(): string | undefined {
  const kubectl = findCommand('kubectl');
  if (kubectl === undefined) return undefined;
  const { stdout } = spawnSync(kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8', timeout: 20_000 });
  return Number(/"minor":\s*"(\d+)/.exec(stdout)?.[1] ?? 0) >= OLDEST_KUBECTL_MINOR ? kubectl : undefined;
}
