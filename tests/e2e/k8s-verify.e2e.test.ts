import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startCluster, type Cluster } from '../../scripts/src/kubernetes/verify/cluster.js';
import { kustomize } from '../../scripts/src/kubernetes/verify/kubectl.js';
import { nameOf, parseManifests, textAt } from '../../scripts/src/kubernetes/verify/manifest.js';
import { prepare, type Prepared } from '../../scripts/src/kubernetes/verify/prepare.js';
import type { OverlayResult } from '../../scripts/src/kubernetes/verify/report.js';
import { verifyOverlay, type CheckResult } from '../../scripts/src/kubernetes/verify/verify.js';
import { workloadsOf } from '../../scripts/src/kubernetes/verify/workload.js';
import { silentProgress } from '../../scripts/src/progress.js';
import { projectRoot } from '../../scripts/src/stack/index.js';
import { waitFor } from '../../scripts/src/wait.js';

/** On a machine that has never built an API server the first of these tests does. */
const COLD_BUILD_MS = 30 * 60_000;
/** Some hundred objects are sent and read several times, by a server that shares its processors with other tests. */
jest.setTimeout(10 * 60_000);

const stops: (() => Promise<void>)[] = [];
let prepared: Prepared;
let cluster: Cluster;
let copy: string;

beforeAll(async () => {
  const onStoppable = (stop: () => Promise<void>): void => void stops.push(stop);
  prepared = await prepare(silentProgress, onStoppable);
  cluster = await startCluster({ tools: prepared.tools, onStoppable });
  copy = mkdtempSync(join(tmpdir(), 'sidecart-k8s-'));
  cpSync(join(projectRoot, 'k8s'), copy, { recursive: true });
  // The spoilt overlay stands in the place of the one it is made of: the same prerequisites and exceptions are its own.
  renameSync(join(copy, 'overlays', 'local'), join(copy, 'overlays', 'original'));
  mkdirSync(join(copy, 'overlays', 'local'));
}, COLD_BUILD_MS);

afterAll(async () => {
  for (const stop of stops) await stop();
  rmSync(copy, { recursive: true, force: true });
});

interface Operation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

/** Verifies the local overlay with some objects spoilt on top of it. */
async function verifySpoilt(patches: Readonly<Record<string, readonly Operation[]>>): Promise<ReadonlyMap<string, CheckResult>> {
  const content = {
    resources: ['../original'],
    patches: Object.entries(patches).map(([object, operations]) => {
      const [kind, target] = object.split('/');
      return { target: { kind, name: target }, patch: JSON.stringify(operations) };
    }),
  };
  writeFileSync(join(copy, 'overlays', 'local', 'kustomization.yaml'), JSON.stringify(content));
  const results = await verifyOverlay({ manifests: copy, overlay: 'local', cluster, prepared });
  return new Map(results.map((result) => [result.check, result]));
}

function problemsOf(results: ReadonlyMap<string, CheckResult>, check: string): string {
  return (results.get(check)?.findings ?? []).map(({ object, problem }) => `${object}: ${problem}`).join('\n');
}

const POD = '/spec/template/spec';
const APP = `${POD}/containers/0`;

test('when a copy has an unknown field and a root container, then the server refuses both and the checks name them', async () => {
  const results = await verifySpoilt({
    'Deployment/orders': [{ op: 'add', path: '/spec/replicaCount', value: 2 }],
    'Deployment/payment': [
      { op: 'add', path: `${APP}/securityContext/runAsNonRoot`, value: false },
      { op: 'add', path: `${APP}/securityContext/runAsUser`, value: 0 },
    ],
  });
  expect(problemsOf(results, 'apply')).toMatch(/replicaCount: field not declared in schema/);
  expect(results.get('apply-again')?.status).toBe('not run');
  expect(problemsOf(results, 'pods-admitted')).toMatch(/^Deployment\/payment: .*violates PodSecurity "restricted:latest": runAsNonRoot != true/);
  expect(problemsOf(results, 'non-root')).toMatch(/^Deployment\/payment: container payment: runAsNonRoot is not true$/);
});

test('when a copy has what a server takes and must not be there, then each check names its own and no other objects', async () => {
  const results = await verifySpoilt({
    'Deployment/orders': [{ op: 'add', path: `${APP}/env/-`, value: { name: 'PROVIDER_API_KEY', value: 'hunter2' } }],
    'Deployment/payment': [{ op: 'replace', path: `${APP}/image`, value: 'registry.example/payment:latest' }],
    'Deployment/fraud': [{ op: 'add', path: '/spec/template/metadata/annotations/dapr.io~1sidecar-cpu-limits', value: '1' }],
    'Deployment/loyalty': [{ op: 'replace', path: `${APP}/image`, value: await imageOf('orders') }],
    'NetworkPolicy/default-deny': [{ op: 'add', path: '/spec/egress', value: [] }],
    'Component/pubsub': [{ op: 'add', path: '/spec/metadata/-', value: { name: 'maxLength', value: '1000' } }],
    'Resiliency/.*': [{ op: 'add', path: '/spec/policies/retries/spoilt', value: { policy: 'constant', duration: 'a while' } }],
    'ScaledObject/orders': [{ op: 'add', path: '/spec/triggers/0/metadata/lag', value: '5' }],
  });
  const expected = {
    'apply-again': /^NetworkPolicy\/default-deny: applying it again has changed it$/,
    'roll-image': /^Deployment\/loyalty: rolling the image of Deployment\/orders has changed it$/m,
    'component-metadata': /^Component\/pubsub: pubsub.redis knows no metadata maxLength$/,
    'dapr-annotations': /^Deployment\/fraud: .* dapr.io\/sidecar-cpu-limits$/,
    'daprd-loads': /^Components and Resiliency: .*invalid duration "a while"$/,
    'keda-triggers': /^ScaledObject\/orders: trigger redis-streams reads no metadata lag$/,
    'image-tags': /^Deployment\/payment: .* is whatever is latest$/,
    'clear-secrets': /^Deployment\/orders: container orders: env PROVIDER_API_KEY is in clear$/,
  };
  expect([...results.values()].filter(({ status }) => status !== 'ok').map(({ check }) => check)).toEqual(Object.keys(expected));
  for (const [check, problem] of Object.entries(expected)) expect(problemsOf(results, check)).toMatch(problem);
});

/** What the unspoilt overlay runs a service from. */
async function imageOf(service: string): Promise<string> {
  const rendered = parseManifests(await kustomize(prepared.tools.kubectl, join(copy, 'overlays', 'original')));
  const [workload] = workloadsOf(rendered.filter((manifest) => nameOf(manifest) === `Deployment/${service}`));
  return textAt(workload?.containers[0]?.fields, 'image') ?? '';
}

describe('the command', () => {
  const script = join(projectRoot, 'scripts', 'dist', 'k8s-verify.js');
  const running: ChildProcess[] = [];

  afterAll(() => {
    for (const child of running) child.kill('SIGTERM');
  });

  /** The runs' folders, but for the one of this file's own server. */
  const leftBehind = (): string[] => readdirSync(dirname(cluster.directory)).filter((name) => name !== basename(cluster.directory));

  test('when it is run, then every check of every overlay passes and nothing of it is left', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--json'], { cwd: projectRoot });
    const { ok, overlays } = JSON.parse(stdout) as { ok: boolean; overlays: readonly OverlayResult[] };
    expect(overlays.flatMap(({ checks }) => checks.filter(({ status }) => status !== 'ok'))).toEqual([]);
    expect(ok).toBe(true);
    expect(overlays.map(({ overlay }) => overlay)).toEqual(['local', 'production']);
    expect(overlays.every(({ checks }) => checks.length > 25)).toBe(true);
    expect(leftBehind()).toEqual([]);
  });

  test('when the server is kept, then kubectl finds the overlay in it, and Ctrl-C ends it', async () => {
    const child = spawn(process.execPath, [script, '--keep', '--overlay', 'production'], { cwd: projectRoot });
    running.push(child);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [, kubeconfig = ''] = await waitFor('a kubeconfig', () => /--kubeconfig (\S+)[^]*└/.exec(printed) ?? undefined, {
      timeoutMs: 150_000,
      giveUp: () => (child.exitCode === null ? undefined : `it ended with ${String(child.exitCode)}:\n${printed}`),
    });
    const { stdout } = await promisify(execFile)(prepared.tools.kubectl, [
      '--kubeconfig',
      kubeconfig,
      '-n',
      'sidecart',
      'get',
      'deployments',
      '-o',
      'name',
    ]);
    expect(stdout.split('\n')).toContain('deployment.apps/orders');
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(leftBehind()).toEqual([]);
  });
});
