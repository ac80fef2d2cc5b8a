import { databaseOf, WORKFLOW_STATE, type ServiceDatabase } from '../stack/databases.js';
import { labelsOf, type Manifest } from './manifest.js';
import type { Sources } from './sources.js';

/** Every database: one a service, and the one for workflow state. */
export const databasesOf = ({ apps }: Pick<Sources, 'apps'>): readonly ServiceDatabase[] =>
  [...apps.map(({ appID }) => appID), WORKFLOW_STATE].map(databaseOf);

/** What the overlay `local` makes when its Postgres is empty: a line `<database> <role>` each. */
export function databaseList(sources: Pick<Sources, 'apps'>): Manifest {
  const lines = databasesOf(sources).map(({ database, role }) => `${database} ${role}\n`);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'postgres-databases', labels: labelsOf('postgres', 'server') },
    data: { databases: lines.join('') },
  };
}
