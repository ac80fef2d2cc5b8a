import { join, relative } from 'node:path';
import type { Progress } from '../../progress.js';
import { findDapr } from '../../stack/dapr-runtime.js';
import { projectRoot } from '../../stack/paths.js';
import { findSources, type Sources } from './sources/modules.js';
import { findTools, type Tools } from './tools.js';

/** What the verifications of any number of overlays share. */
export interface Prepared {
  readonly tools: Tools;
  readonly sources: Sources;
  readonly daprd: string;
}

/** Finds, downloads or builds all that a verification runs. Throws a SetupError that names what is missing. */
export async function prepare(progress: Progress, onStoppable: (stop: () => Promise<void>) => void): Promise<Prepared> {
  const folder = join(projectRoot, '.tools');
  const tools = await progress.step(
    'API server',
    () => findTools({ folder, progress, onStoppable }),
    ({ apiServer }) => relative(projectRoot, apiServer),
  );
  const { daprd } = await progress.step(
    'Dapr',
    () => findDapr((line) => progress.note(line)),
    ({ source }) => source,
  );
  const sources = await progress.step('Definitions of Dapr, KEDA and the Prometheus operator', () => findSources());
  return { tools, sources, daprd };
}
