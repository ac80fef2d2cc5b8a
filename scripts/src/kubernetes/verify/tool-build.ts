import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../errors.js';
import type { Progress } from '../../progress.js';
import { complete, isStamped } from '../../stack/dapr-stamp.js';
import { runOwned } from '../../stack/managed-process.js';
import { openPidFile, type PidFile } from '../../stack/pid-file.js';
import { waitFor } from '../../wait.js';
import { goEnvironment, goOrCure, moduleFolder, type GoModule } from './go-module.js';

/** Kubernetes' own module; its go.sum names etcd's sources too, so that one module builds all three programs. */
export const kubernetesModule: GoModule = { path: 'k8s.io/kubernetes', version: 'v1.32.0' };

const PACKAGES = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
} as const;

/** A program that can be built. */
export type ToolName = keyof typeof PACKAGES;

const OTHER_RUN_MS = 20 * 60_000;

/** What a build needs to know. */
export interface BuildSettings {
  /** The project's folder for built tools. */
  readonly folder: string;
  readonly progress: Progress;
  readonly onStoppable: (stop: () => Promise<void>) => void;
}

/**
 * Builds what is missing into `<folder>/kubernetes-<version>` and returns that folder. A second run that wants the same waits
 * for the first. Should both ever build, each works in a folder of its own and the finished program takes its place by a rename.
 */
export async function buildTools(names: readonly ToolName[], settings: BuildSettings): Promise<string> {
  const target = join(settings.folder, `kubernetes-${kubernetesModule.version.slice(1)}`);
  if (isStamped(target, names)) return target;
  goOrCure();
  const lock = join(settings.folder, 'build');
  mkdirSync(lock, { recursive: true });
  mkdirSync(target, { recursive: true });
  const pids = await openPidFile(lock).catch((error: unknown) => waitForOther(lock, settings.progress, error));
  settings.onStoppable(() => pids.close());
  const workspace = mkdtempSync(join(lock, 'module-'));
  try {
    const missing = names.filter((name) => !isStamped(target, [name]));
    if (missing.length > 0) await prepareModule(workspace);
    for (const name of missing) {
      settings.progress.note(`  Building ${name} from its Go module; all of them take about five minutes the first time …`);
      await settings.progress.step(`Built ${name}`, () => buildTool(name, { workspace, target, pids }));
    }
  } finally {
    await pids.close();
    rmSync(workspace, { recursive: true, force: true });
  }
  return target;
}

/** The folder's record is open while another run builds; it is taken once that run has ended. */
function waitForOther(lock: string, progress: Progress, reason: unknown): Promise<PidFile> {
  if (!(reason instanceof SetupError)) throw reason;
  progress.note('  Another run is building the API server; waiting for it …');
  return waitFor('Another run has been building the API server for too long', () => openPidFile(lock), { timeoutMs: OTHER_RUN_MS, everyMs: 500 });
}

/** A small module that repeats Kubernetes' requires; its replaces name folders of its repository, which are modules of their own. */
async function prepareModule(workspace: string): Promise<void> {
  const source = await moduleFolder(kubernetesModule);
  const original = readFileSync(join(source, 'go.mod'), 'utf8');
  writeFileSync(join(workspace, 'go.mod'), ownModule(original, kubernetesModule));
  writeFileSync(join(workspace, 'go.sum'), readFileSync(join(source, 'go.sum')));
}

/** `original`'s go.mod turned into one of a module that depends on it. */
export function ownModule(original: string, module: GoModule): string {
  const staging = module.version.replace(/^v1\./, 'v0.');
  return `${original
    .replace(/^module .*$/m, 'module sidecart.dev/kubernetes-build')
    .replace(/^(\s*)(\S+) => \.\/staging\/src\/\2$/gm, `$1$2 => $2 ${staging}`)}\nrequire ${module.path} ${module.version}\n`;
}

async function buildTool(name: ToolName, where: { workspace: string; target: string; pids: PidFile }): Promise<void> {
  const temporary = join(where.target, `.${name}.${String(process.pid)}`);
  const stamp = `-s -w -X k8s.io/component-base/version.gitVersion=${kubernetesModule.version}`;
  try {
    await runOwned(
      {
        name: `the build of ${name}`,
        command: [goOrCure(), 'build', '-mod=mod', '-ldflags', stamp, '-o', temporary, PACKAGES[name]],
        env: goEnvironment(),
        cwd: where.workspace,
        logFile: join(where.workspace, `${name}.log`),
      },
      where.pids,
    );
    await complete(where.target, name, kubernetesModule.version, temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}
