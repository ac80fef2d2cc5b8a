import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './stack/paths.js';

const prettier = join(projectRoot, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
spawn(process.execPath, [prettier, '--write', '.', ...process.argv.slice(2)], { cwd: projectRoot, stdio: 'inherit' }).once('close', (code) => {
  process.exitCode = code ?? 1;
});
