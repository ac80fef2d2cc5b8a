import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runCommand } from './command.js';
import { manifestDrift } from './kubernetes/run.js';
import { runTool } from './run-tool.js';
import { projectRoot } from './stack/paths.js';

type Outcome = { readonly code: number; readonly output: string };

/** What must hold before anything is committed. The build itself has been done before this command runs. */
const CHECKS: readonly (readonly [name: string, run: () => Promise<Outcome>])[] = [
  ['Types, tests included', () => runTool('tsc', ['-p', 'tsconfig.eslint.json'])],
  ['Lint', () => runTool('eslint', ['.', '--max-warnings', '0'])],
  ['Format', () => runTool('prettier', ['--check', '--log-level', 'warn', '.'])],
  ['Boundaries', () => runTool('depcruise', ['--config', '.dependency-cruiser.cjs', 'packages', 'services', 'exporters', 'scripts', 'tests'])],
  ['Unused code', () => runTool('knip', [])],
  ['Generated files', () => Promise.resolve(contractsDrift())],
  ['Kubernetes manifests', () => Promise.resolve(kubernetesDrift())],
];

runCommand(check);

/** Runs all checks, also after one has failed, and tells of every failure. */
async function check(): Promise<number> {
  let failed = 0;
  for (const [name, run] of CHECKS) {
    const startedAt = Date.now();
    const { code, output } = await run();
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(code === 0 ? `✓ ${name}, ${seconds} s\n` : `${output.trimEnd()}\n✗ ${name}, ${seconds} s\n`);
    if (code !== 0) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}

function contractsDrift(): Outcome {
  const cli = join(projectRoot, 'packages', 'contracts', 'dist', 'generate', 'cli.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '--check'], { cwd: projectRoot, encoding: 'utf8' });
  return { code: status ?? 1, output: `${stdout}${stderr}` };
}

function kubernetesDrift(): Outcome {
  const drift = manifestDrift(projectRoot).map((path) => `k8s/${path} is not what npm run generate makes\n`);
  return { code: drift.length === 0 ? 0 : 1, output: drift.join('') };
}
