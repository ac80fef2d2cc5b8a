import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { ServiceDatabase } from '../stack/databases.js';
import { NAMESPACE } from './places.js';

/** Files of a folder that `kubectl apply -k` makes the secrets of the overlay `local` of, by path. */
export type SecretFiles = ReadonlyMap<string, string>;

/** The user of the sidecars may do with data what it likes, and nothing to the server; `info` is how a client finds out what it is. */
const SIDECARS = '~* &* +@all -@admin -@dangerous +info';
/** The user of KEDA and the exporter can read streams and change nothing. */
const READER = '~* resetchannels -@all +auth +hello +ping +select +info +scan +xlen +xrange +xpending +xinfo|stream +xinfo|groups';

/** The files, of one random password a name: `passwordOf` must answer the same to the same name. */
export function localSecrets(databases: readonly ServiceDatabase[], passwordOf: (name: string) => string): SecretFiles {
  const [sidecars, reader] = [passwordOf('redis-sidecar'), passwordOf('redis-reader')];
  const urls = databases.map(({ service, database, role }): [string, string] => {
    return [service, `postgres://${role}:${passwordOf(`${service}-database`)}@postgres:5432/${database}`];
  });
  const envFiles = {
    'admin-token': { token: passwordOf('admin-token') },
    'app-api-token': { token: passwordOf('app-api-token') },
    'dapr-api-token': { token: passwordOf('dapr-api-token') },
    databases: Object.fromEntries(urls),
    redis: { host: 'redis:6379', username: 'sidecart', password: sidecars, db: '0', tls: 'false' },
    'redis-reader': {
      // With its namespace: KEDA is in another one.
      ...{ address: `redis.${NAMESPACE}.svc.cluster.local:6379`, username: 'reader', password: reader, tls: 'disable' },
      url: `redis://reader:${reader}@redis:6379/0`,
    },
    smtp: { host: 'mail', port: '1025', user: '', password: '' },
  };
  const roles = [
    ...databases.map(({ service, role }) => [role, passwordOf(`${service}-database`)] as const),
    ['postgres', passwordOf('postgres')] as const,
  ];
  return new Map([
    ...Object.entries(envFiles).map(([name, values]) => [`${name}.env`, toEnvFile(values)] as const),
    ...roles.map(([role, password]) => [`roles/${role}`, password] as const),
    ['users.acl', accessList(sidecars, reader)],
    [
      'kustomization.yaml',
      kustomization(
        Object.keys(envFiles),
        roles.map(([role]) => `roles/${role}`),
      ),
    ],
  ]);
}

const toEnvFile = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** Redis is told the passwords' digests only. */
function accessList(sidecars: string, reader: string): string {
  const digest = (password: string): string => `#${createHash('sha256').update(password).digest('hex')}`;
  return `user default off\nuser sidecart on ${digest(sidecars)} ${SIDECARS}\nuser reader on ${digest(reader)} ${READER}\n`;
}

function kustomization(names: readonly string[], roles: readonly string[]): string {
  return stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: NAMESPACE,
    generatorOptions: { disableNameSuffixHash: true },
    secretGenerator: [
      ...names.map((name) => ({ name, envs: [`${name}.env`] })),
      { name: 'redis-users', files: ['users.acl'] },
      { name: 'postgres-roles', files: roles },
    ],
  });
}
