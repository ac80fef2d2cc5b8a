import { Command } from 'commander';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type OnStoppable } from './command.js';
import { SetupError } from './errors.js';
import { startCluster } from './kubernetes/verify/cluster.js';
import { prepare, type Prepared } from './kubernetes/verify/prepare.js';
import { allOk, formatReport, type OverlayResult } from './kubernetes/verify/report.js';
import { sourceVersions } from './kubernetes/verify/sources/modules.js';
import { kubernetesModule } from './kubernetes/verify/tool-build.js';
import { verifyOverlay } from './kubernetes/verify/verify.js';
import { createProgress, type Progress } from './progress.js';
import { projectRoot } from './stack/paths.js';

interface Options {
  readonly overlay?: readonly string[];
  readonly json?: true;
  readonly keep?: true;
}

const program = new Command('k8s:verify')
  .description(
    'Applies each overlay of k8s/ to a real API server, started here without a cluster, and checks what it says and what the manifests hold.',
  )
  .option('--overlay <names...>', 'only these overlays')
  .option('--keep', 'leave each API server running until Ctrl-C, its overlay applied, and print its kubeconfig')
  .option('--json', 'print the result as JSON; everything else goes to stderr')
  .addHelpText('after', '\nExit code: 0 when every check of every overlay passes, 1 otherwise.')
  .parse();

const manifests = join(projectRoot, 'k8s');

runCommand(verify);

async function verify(onStoppable: OnStoppable): Promise<number> {
  const options = program.opts<Options>();
  const overlays = chooseOverlays(options.overlay);
  const progress = createProgress(options.json ? process.stderr : process.stdout);
  const prepared = await prepare(progress, onStoppable);
  const results: OverlayResult[] = [];
  for (const overlay of overlays) results.push(await verifyOne(overlay, { prepared, progress, keep: options.keep === true, onStoppable }));
  const ok = allOk(results);
  const versions = { kubernetes: kubernetesModule.version, ...sourceVersions() };
  process.stdout.write(options.json ? `${JSON.stringify({ ok, versions, overlays: results }, null, 2)}\n` : `${formatReport(results, versions)}\n`);
  // The servers that were kept end with this process.
  if (options.keep) await new Promise(() => undefined);
  return ok ? 0 : 1;
}

interface Run {
  readonly prepared: Prepared;
  readonly progress: Progress;
  readonly keep: boolean;
  readonly onStoppable: OnStoppable;
}

/** Each overlay has an API server to itself: both have objects of the same names, which are not to be merged. */
async function verifyOne(overlay: string, run: Run): Promise<OverlayResult> {
  const { prepared, progress, onStoppable } = run;
  const cluster = await progress.step(`API server for ${overlay}`, () => startCluster({ tools: prepared.tools, onStoppable }));
  const checks = await progress.step(`Checks of ${overlay}`, () => verifyOverlay({ manifests, overlay, cluster, prepared }));
  if (run.keep) progress.note(`  It is left running: kubectl --kubeconfig ${cluster.kubeconfig}`);
  else await cluster.stop();
  return { overlay, checks };
}

function chooseOverlays(wanted: readonly string[] | undefined): readonly string[] {
  const folder = join(manifests, 'overlays');
  const present = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'kustomization.yaml')));
  if (present.length === 0) throw new SetupError(`There is no overlay in ${folder}.`);
  const unknown = wanted?.find((name) => !present.includes(name));
  if (unknown !== undefined) throw new SetupError(`There is no overlay ${unknown}; there are ${present.join(' and ')}.`);
  return wanted ?? present;
}
