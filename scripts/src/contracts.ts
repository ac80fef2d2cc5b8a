import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './stack/paths.js';

const cli = join(projectRoot, 'packages', 'contracts', 'dist', 'cli', 'main.js');
spawn(process.execPath, ['--enable-source-maps', cli, ...process.argv.slice(2)], { cwd: projectRoot, stdio: 'inherit' }).once('close', (code) => {
  process.exitCode = code ?? 2;
});
