import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './stack/paths.js';

// The database clients have been generated before this command runs; what is left are the contracts' types and validators.
const cli = join(projectRoot, 'packages', 'contracts', 'dist', 'generate', 'cli.js');
spawn(process.execPath, [cli, ...process.argv.slice(2)], { cwd: projectRoot, stdio: 'inherit' }).once('close', (code) => {
  process.exitCode = code ?? 1;
});
