import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { writeManifests } from './kubernetes/run.js';
import { projectRoot } from './stack/paths.js';

// The database clients have been generated before this command runs; what is left are the contracts' types and validators, and the
// Kubernetes manifests, which are made of the contracts' scopes among others.
const cli = join(projectRoot, 'packages', 'contracts', 'dist', 'generate', 'cli.js');
const options = process.argv.slice(2);
spawn(process.execPath, [cli, ...options], { cwd: projectRoot, stdio: 'inherit' }).once('close', (code) => {
  process.exitCode = code ?? 1;
  // With options (--check, --pages) it is about the contracts only.
  if (code === 0 && options.length === 0) process.stdout.write(`wrote ${writeManifests(projectRoot)} files to k8s\n`);
});
