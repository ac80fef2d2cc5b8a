import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess, logTail, type ProcessSpec } from '../../stack/managed-process.js';
import { makeDirectory, stackDirectory } from '../../stack/paths.js';
import { openPidFile, type PidFile } from '../../stack/pid-file.js';
import { claimFreeOffset } from '../../stack/ports.js';
import { deleteStackData, endStack } from '../../stack/throwaway.js';
import { waitFor } from '../../wait.js';
import { createApiClient, type ApiClient } from './api-client.js';
import { createKubectl, type Kubectl } from './kubectl.js';
import type { Tools } from './tools.js';

/** A real API server with a store of its own; no controller, no scheduler and no node: what it stores stays as it was sent. */
export interface Cluster {
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
  readonly api: ApiClient;
  /** Its data, keys and logs; deleted with it. */
  readonly directory: string;
  /** What is entered here ends with it. */
  readonly pids: PidFile;
  /** Ends both servers and deletes what they stored. */
  stop(): Promise<void>;
}

/** What a cluster is made of. */
export interface ClusterSettings {
  readonly tools: Tools;
  /** Called before anything is started, so that an interrupted start is ended too. */
  readonly onStoppable: (stop: () => Promise<void>) => void;
}

/** Before the offset; of the block that stacks are moved in. */
const PORTS = { apiServer: 4050, etcd: 4051, etcdPeer: 4052 } as const;
const READY_MS = 120_000;
const PARENT = stackDirectory('k8s-verify');

/** Starts etcd and the API server on free loopback ports; resolves once the server says it is ready. */
export async function startCluster({ tools, onStoppable }: ClusterSettings): Promise<Cluster> {
  await sweep();
  const directory = makeDirectory(join(PARENT, `${String(process.pid)}-${randomBytes(4).toString('hex')}`));
  const pids = await openPidFile(directory);
  const { offset, guard } = await claimFreeOffset(Object.values(PORTS));
  const stop = async (): Promise<void> => {
    await pids.close();
    guard.close();
    deleteStackData(directory);
  };
  onStoppable(stop);
  chmodSync(directory, 0o700);
  const own = { tools, directory, offset, token: randomBytes(32).toString('hex') };
  const processes = [etcd(own), apiServer(own)].map((spec) => start(spec, pids));
  const url = `https://127.0.0.1:${String(PORTS.apiServer + offset)}`;
  const certificate = join(directory, 'certificates', 'apiserver.crt');
  const kubeconfig = writeKubeconfig(own, url, certificate);
  const kubectl = createKubectl({ program: tools.kubectl, kubeconfig, cache: join(directory, 'kubectl') });
  await waitFor('The API server is not ready', async () => (await kubectl.run(['get', '--raw', '/readyz'])).code === 0, {
    timeoutMs: READY_MS,
    everyMs: 200,
    giveUp: () => firstExit(processes),
  });
  const api = createApiClient({ url, token: own.token, ca: readFileSync(certificate, 'utf8') });
  return { kubeconfig, kubectl, api, directory, pids, stop };
}

/** Ends and deletes what killed runs have left; those that go on are left alone. */
async function sweep(): Promise<void> {
  if (!existsSync(PARENT)) return;
  for (const name of readdirSync(PARENT)) await endStack(join(PARENT, name)).catch(() => undefined);
}

interface Own {
  readonly tools: Tools;
  readonly directory: string;
  readonly offset: number;
  readonly token: string;
}

function start(spec: ProcessSpec, pids: PidFile): ManagedProcess {
  const owned = new ManagedProcess(() => spec, pids);
  owned.start();
  return owned;
}

function firstExit(processes: readonly ManagedProcess[]): string | undefined {
  const ended = processes.find((one) => !one.running);
  return ended && `${ended.exitReason ?? 'It ended'}\nThe end of ${ended.logFile}:\n${logTail(ended.logFile)}`;
}

function etcd({ tools, directory, offset }: Own): ProcessSpec {
  const client = `http://127.0.0.1:${String(PORTS.etcd + offset)}`;
  const peer = `http://127.0.0.1:${String(PORTS.etcdPeer + offset)}`;
  const flags = [
    ...['--data-dir', join(directory, 'etcd'), '--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
    // Its data is thrown away: nothing is gained by waiting for the disk.
    '--unsafe-no-fsync',
  ];
  return processSpec(directory, 'etcd', [tools.etcd, ...flags]);
}

function apiServer({ tools, directory, offset, token }: Own): ProcessSpec {
  const keys = writeServiceAccountKey(directory);
  const tokens = join(directory, 'tokens.csv');
  writeFileSync(tokens, `${token},verifier,verifier,system:masters\n`, { mode: 0o600 });
  const flags = {
    'etcd-servers': `http://127.0.0.1:${String(PORTS.etcd + offset)}`,
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'secure-port': String(PORTS.apiServer + offset),
    'cert-dir': join(directory, 'certificates'),
    'token-auth-file': tokens,
    'authorization-mode': 'RBAC',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': keys,
    'service-account-signing-key-file': keys,
    'service-cluster-ip-range': '10.96.0.0/16',
    'endpoint-reconciler-type': 'none',
    // As on a usual cluster: what a Pod may do is for the namespace's Pod Security level to say.
    'allow-privileged': 'true',
    profiling: 'false',
  };
  return processSpec(directory, 'kube-apiserver', [tools.apiServer, ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)]);
}

function processSpec(directory: string, name: string, command: readonly string[]): ProcessSpec {
  return { name, command, cwd: directory, logFile: join(directory, `${name}.log`), env: { PATH: process.env['PATH'] ?? '', HOME: directory } };
}

function writeServiceAccountKey(directory: string): string {
  const path = join(directory, 'service-account.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return path;
}

function writeKubeconfig({ directory, token }: Own, server: string, certificate: string): string {
  const path = join(directory, 'kubeconfig');
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'verify', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'verifier', user: { token } }],
    contexts: [{ name: 'verify', context: { cluster: 'verify', user: 'verifier' } }],
    'current-context': 'verify',
  };
  writeFileSync(path, JSON.stringify(content, null, 2), { mode: 0o600 });
  return path;
}
