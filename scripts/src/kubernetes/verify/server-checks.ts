import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Cluster } from './cluster.js';
import { kustomize } from './kubectl.js';
import { nameOf, ofKind, parseManifests, textAt, valueAt, type Manifest } from './manifest.js';
import type { Finding } from './policy/rule.js';
import { workloadsOf } from './workload.js';

/** The tag an image is rolled to; it exists nowhere, and nothing is started here. */
const ROLLED_TAG = 'k8s-verify-roll';

/** Installs CustomResourceDefinitions and waits until the server takes their objects. */
export async function installDefinitions(cluster: Cluster, definitions: readonly string[]): Promise<Finding[]> {
  if (definitions.length === 0) return [];
  const input = definitions.join('\n---\n');
  for (const args of [
    ['apply', '--server-side', '--field-manager=definitions', '-f', '-'],
    ['wait', '--for=condition=Established', '--timeout=60s', '-f', '-'],
  ]) {
    const { code, stderr } = await cluster.kubectl.run(args, input);
    if (code !== 0) return [{ object: 'CustomResourceDefinition', problem: stderr.trim() }];
  }
  return [];
}

/** Applies everything as a person would; whatever the server refuses or warns of is a finding. */
export async function applyFindings(cluster: Cluster, text: string): Promise<Finding[]> {
  const { code, stderr } = await cluster.kubectl.run(['apply', '--server-side', '--validate=strict', '--field-manager=sidecart', '-f', '-'], text);
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  if (code !== 0 && lines.length === 0) lines.push(`kubectl ended with ${String(code)}`);
  return lines.map((line) => ({ object: 'kubectl apply', problem: line }));
}

/** Applies the same again: what the server then stores anew has a field that two parties keep setting. */
export async function unchangedFindings(cluster: Cluster, text: string): Promise<Finding[]> {
  const before = await versions(cluster, text);
  const findings = await applyFindings(cluster, text);
  const after = await versions(cluster, text);
  return [...findings, ...changes(before, after).map((object) => ({ object, problem: 'applying it again has changed it' }))];
}

/** Rolls one Deployment's image by kustomize's `images`; that Deployment changes and nothing else. */
export async function rollFindings(
  cluster: Cluster,
  overlay: { readonly folder: string; readonly text: string; readonly kubectl: string },
): Promise<Finding[]> {
  const deployment = ofKind(parseManifests(overlay.text), 'Deployment').find(({ metadata }) => metadata.name === 'orders');
  const [container] = workloadsOf(deployment === undefined ? [] : [deployment]).flatMap(({ containers }) => containers);
  const image = textAt(container?.fields, 'image');
  if (deployment === undefined || image === undefined) return [{ object: 'Deployment/orders', problem: 'there is none to roll' }];
  const rolled = await renderRolled(overlay.kubectl, overlay.folder, image.replace(/@.*$/, '').replace(/:[^:/]+$/, ''));
  const before = await versions(cluster, overlay.text);
  const findings = await applyFindings(cluster, rolled);
  const changed = changes(before, await versions(cluster, rolled));
  if (!changed.includes(nameOf(deployment))) findings.push({ object: nameOf(deployment), problem: 'a new image has not changed it' });
  const others = changed.filter((object) => object !== nameOf(deployment));
  return [...findings, ...others.map((object) => ({ object, problem: `rolling the image of ${nameOf(deployment)} has changed it` }))];
}

/** Renders a kustomization on top of the overlay that names another tag, as `kustomize edit set image` would. */
async function renderRolled(kubectl: string, overlayFolder: string, image: string): Promise<string> {
  // kustomize takes relative paths only, and follows links before it does.
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'sidecart-roll-')));
  try {
    const content = { resources: [relative(top, realpathSync(overlayFolder))], images: [{ name: image, newTag: ROLLED_TAG }] };
    writeFileSync(join(top, 'kustomization.yaml'), JSON.stringify(content));
    return await kustomize(kubectl, top);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** What the server has stored for each object: a new resourceVersion means a write. */
async function versions(cluster: Cluster, text: string): Promise<ReadonlyMap<string, string>> {
  const { code, stdout, stderr } = await cluster.kubectl.run(['get', '--ignore-not-found', '-o', 'json', '-f', '-'], text);
  if (code !== 0) throw new Error(`the objects could not be read back: ${stderr.trim()}`);
  // Of a single object it prints that object, not a list.
  const answer = JSON.parse(stdout === '' ? '{"items":[]}' : stdout) as Manifest | { items: readonly Manifest[] };
  const items = 'items' in answer ? (answer.items as readonly Manifest[]) : [answer];
  return new Map(items.map((item) => [nameOf(item), String(valueAt(item, 'metadata', 'resourceVersion'))]));
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((object) => before.get(object) !== after.get(object));
}

/**
 * Has the server judge one Pod of each workload, as its controller would create it: Pod Security refuses Pods, and of what makes
 * them it only warns. Nothing is stored. Dapr's sidecar is not in these Pods; its injector runs on a cluster.
 */
export async function podFindings(cluster: Cluster, manifests: readonly Manifest[]): Promise<Finding[]> {
  const namespaces = ofKind(manifests, 'Namespace').map(({ metadata }) => metadata.name);
  // A controller makes this one on a cluster.
  for (const namespace of namespaces) await cluster.api.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: 'default' } });
  const findings: Finding[] = [];
  for (const workload of workloadsOf(manifests)) {
    const claims = (valueAt(workload.manifest, 'spec', 'volumeClaimTemplates') ?? []) as readonly Manifest[];
    const volumes = [
      ...((workload.pod['volumes'] ?? []) as readonly object[]),
      ...claims.map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ];
    const pod = {
      metadata: { name: `verify-${workload.manifest.metadata.name}`, labels: workload.labels, annotations: workload.annotations },
      spec: { ...workload.pod, volumes },
    };
    const path = `/api/v1/namespaces/${workload.manifest.metadata.namespace ?? 'default'}/pods?dryRun=All&fieldValidation=Strict`;
    const { status, body, warnings } = await cluster.api.post(path, pod);
    const refusal = status === 201 ? [] : [textAt(body, 'message') ?? `the server answered ${String(status)}`];
    findings.push(...[...refusal, ...warnings].map((problem) => ({ object: workload.name, problem })));
  }
  return findings;
}
