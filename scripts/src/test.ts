import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runCommand, type OnStoppable } from './command.js';
import { projectRoot } from './stack/paths.js';
import { sweepThrowaways } from './stack/throwaway.js';

const TIERS = ['unit', 'int', 'e2e'];

runCommand((onStoppable) => test(process.argv.slice(2), onStoppable));

/** Runs Jest: a tier's name selects the tier, everything else goes on to Jest as it is. */
async function test(args: readonly string[], onStoppable: OnStoppable): Promise<number> {
  await sweepThrowaways('test');
  const tiers = args.filter((arg) => TIERS.includes(arg));
  const rest = args.filter((arg) => !TIERS.includes(arg));
  // The list of tiers ends at the next option. What follows keeps its order: `-t words` and `--maxWorkers 1` are two arguments each.
  const select = tiers.length === 0 ? [] : ['--selectProjects', ...tiers, '--passWithNoTests=false'];
  const jest = join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  // Prisma's migration engine is an ES module: Jest loads those only when Node lets it.
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, jest, ...select, ...rest], { cwd: projectRoot, stdio: 'inherit' });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  onStoppable(async () => {
    child.kill('SIGTERM');
    await ended;
    // What a test that was cut short has left running.
    await sweepThrowaways('test');
  });
  return ended;
}
