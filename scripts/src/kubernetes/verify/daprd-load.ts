import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ManagedProcess, type ProcessSpec } from '../../stack/managed-process.js';
import { makeDirectory } from '../../stack/paths.js';
import { claimFreeOffset } from '../../stack/ports.js';
import { waitFor } from '../../wait.js';
import type { Cluster } from './cluster.js';
import { listAt, nameOf, ofKind, textAt, valueAt, type Fields, type Manifest } from './manifest.js';
import type { Finding } from './policy/rule.js';

interface LogLine {
  readonly level: string;
  readonly msg: string;
}

const PORTS = { http: 4054, grpc: 4055, internal: 4056, publicHealth: 4057 } as const;
const LOADED_MS = 60_000;
/** It has read everything; what follows is the app it has not got. */
const LOADED = /^All outstanding components processed/;
/** The servers behind the components are not there; everything before the first connection has been judged. */
const NO_SERVER = /connection refused|dial tcp|no such host|i\/o timeout|context deadline exceeded|failed to connect/i;
/** By its type a component's setting may be more than text: an address must be one. */
const STAND_INS: readonly (readonly [name: RegExp, value: string])[] = [
  [/host$/i, '127.0.0.1:1'],
  [/port|db$|retries|backoff|interval|timeout/i, '1'],
  [/tls|ssl/i, 'false'],
  [/connectionstring/i, 'postgres://user:none@127.0.0.1:1/none'],
];

/**
 * Has a real sidecar read the Components, Resiliency policies and each Configuration, secrets replaced by stand-ins. Dapr's
 * CustomResourceDefinitions take almost anything; the sidecar is who refuses a duration or a policy, and on a cluster it does so at start.
 */
export async function daprdFindings(manifests: readonly Manifest[], daprd: string, cluster: Cluster): Promise<Finding[]> {
  const configurations = ofKind(manifests, 'Configuration').filter(({ apiVersion }) => apiVersion.startsWith('dapr.io/'));
  const resources = ofKind(manifests, 'Component', 'Resiliency').map(withoutSecrets);
  const findings: Finding[] = [];
  // The resources once, then each Configuration alone: a fault must be told of the one that has it.
  const runs = [...(resources.length > 0 ? [{ about: 'Components and Resiliency', configuration: undefined, resources }] : [])];
  for (const run of [...runs, ...configurations.map((one) => ({ about: nameOf(one), configuration: one, resources: [] }))]) {
    const problems = await load(daprd, cluster, run);
    findings.push(...problems.map((problem) => ({ object: run.about, problem })));
  }
  return findings;
}

/** As it is, but loadable anywhere: all apps, no secret store, a failure told and survived. */
function withoutSecrets(manifest: Manifest): Fields {
  if (manifest.kind !== 'Component') return manifest;
  const { scopes: _scopes, auth: _auth, ...rest } = manifest;
  const metadata = listAt(manifest, 'spec', 'metadata').map(({ name, value, secretKeyRef }) =>
    secretKeyRef === undefined ? { name, value } : { name, value: standIn(String(name)) },
  );
  return { ...rest, spec: { ...(valueAt(manifest, 'spec') as Fields), ignoreErrors: true, metadata } };
}

function standIn(name: string): string {
  return STAND_INS.find(([pattern]) => pattern.test(name))?.[1] ?? 'none';
}

async function load(daprd: string, cluster: Cluster, wanted: Pick<Run, 'configuration' | 'resources'>): Promise<string[]> {
  const directory = mkdtempSync(join(cluster.directory, 'daprd-'));
  const { offset, guard } = await claimFreeOffset(Object.values(PORTS));
  const spec = daprdProcess(daprd, { ...wanted, directory, offset });
  const owned = new ManagedProcess(() => spec, cluster.pids);
  try {
    owned.start();
    await waitFor('The sidecar has not read its resources', () => !owned.running || readLog(spec.logFile).some(({ msg }) => LOADED.test(msg)), {
      timeoutMs: LOADED_MS,
    });
    return problemsIn(readLog(spec.logFile));
  } finally {
    await owned.kill();
    guard.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Run {
  readonly directory: string;
  readonly offset: number;
  readonly configuration: Manifest | undefined;
  readonly resources: readonly Fields[];
}

function daprdProcess(daprd: string, run: Run): ProcessSpec {
  const { directory, offset } = run;
  const resources = makeDirectory(join(directory, 'resources'));
  run.resources.forEach((resource, index) => {
    writeFileSync(join(resources, `${String(index)}.yaml`), stringify(resource));
  });
  const configuration = join(directory, 'configuration.yaml');
  if (run.configuration !== undefined) writeFileSync(configuration, stringify(run.configuration));
  const command = [
    ...[daprd, '--mode', 'standalone', '--app-id', 'verify', '--log-as-json', '--resources-path', resources],
    ...(run.configuration === undefined ? [] : ['--config', configuration]),
    ...['--dapr-listen-addresses', '127.0.0.1', '--enable-metrics=false'],
    ...['--dapr-http-port', String(PORTS.http + offset), '--dapr-grpc-port', String(PORTS.grpc + offset)],
    ...['--dapr-internal-grpc-port', String(PORTS.internal + offset), '--dapr-public-port', String(PORTS.publicHealth + offset)],
  ];
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    DAPR_HOST_IP: '127.0.0.1',
    NAMESPACE: textAt(run.configuration, 'metadata', 'namespace') ?? '',
  };
  return { name: 'daprd', command, env, cwd: directory, logFile: join(directory, 'daprd.log') };
}

function readLog(path: string): LogLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LogLine];
      } catch {
        return []; // Half a line, still being written.
      }
    });
}

function problemsIn(log: readonly LogLine[]): string[] {
  const problems = log
    .filter(({ level, msg }) => (level === 'error' || level === 'fatal') && !NO_SERVER.test(msg))
    .map(({ msg }) => msg.replace(/\s+/g, ' '));
  // It tells a component's failure twice.
  return problems.filter((problem) => !problem.startsWith('Ignoring error processing component'));
}
