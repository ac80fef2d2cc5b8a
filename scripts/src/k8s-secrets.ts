import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { runCommand } from './command.js';
import { databasesOf } from './kubernetes/databases.js';
import { localSecrets } from './kubernetes/local-secrets.js';
import { projectRoot, stackDirectory } from './stack/paths.js';
import { openSecrets } from './stack/secrets.js';
import { readTopology } from './stack/topology.js';

new Command('k8s-secrets')
  .description('Makes the secrets of the overlay k8s/overlays/local, once: random passwords, kept in .sidecart/kubernetes, readable by you alone.')
  .parse();

runCommand(() => Promise.resolve(makeSecrets()));

function makeSecrets(): number {
  const folder = stackDirectory('kubernetes');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secrets = openSecrets(folder);
  const files = localSecrets(databasesOf(readTopology(join(projectRoot, 'dapr.yaml'))), (name) => secrets.get(name));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), content, { mode: 0o600 });
  }
  process.stdout.write(`kubectl apply -k ${relative(projectRoot, folder)}\n`);
  return 0;
}
