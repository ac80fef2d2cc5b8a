import { Command } from 'commander';
import { runCommand, type OnStoppable } from './command.js';
import { externalServers } from './external.js';
import { createProgress } from './progress.js';
import { makeDirectory, projectRoot, stackDirectory } from './stack/paths.js';
import { createStack } from './stack/stack.js';
import { join, relative } from 'node:path';

new Command('infra')
  .description('Starts placement, scheduler, Redis and Postgres with migrated databases, and no service; for use with the Dapr CLI.')
  .parse();

runCommand(infra);

async function infra(onStoppable: OnStoppable): Promise<number> {
  const external = externalServers(process.env);
  // Under the CLI sidecars run in the project's folder and keep their address book here.
  makeDirectory(join(projectRoot, '.sidecart'));
  const stack = await createStack({
    name: 'local',
    dataDir: stackDirectory('local'),
    services: [],
    inbox: true,
    external,
    progress: createProgress(),
    onStoppable,
  });
  const envFile = relative(projectRoot, stack.envFile);
  process.stdout.write(
    [
      '',
      'In another terminal, in this folder:',
      `  set -a; . ${envFile}; set +a`,
      '  DAPR_RUNTIME_PATH=$PWD dapr run -f .',
      'Ctrl-C stops what was started here; the data stays.',
      '',
    ].join('\n'),
  );
  return new Promise(() => undefined);
}
