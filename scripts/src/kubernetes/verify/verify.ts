import { basename, join } from 'node:path';
import { messageOf } from '../../errors.js';
import type { Cluster } from './cluster.js';
import { daprdFindings } from './daprd-load.js';
import { kustomize } from './kubectl.js';
import { parseManifests, type Manifest } from './manifest.js';
import { judge, rules } from './policy/rules.js';
import type { Finding, Rendered } from './policy/rule.js';
import type { Prepared } from './prepare.js';
import { readPrerequisites } from './prerequisites.js';
import { applyFindings, installDefinitions, podFindings, rollFindings, unchangedFindings } from './server-checks.js';
import { annotationFindings, componentFindings } from './sources/component-metadata.js';
import { definitionsFor } from './sources/definitions.js';
import { triggerFindings } from './sources/keda-triggers.js';

/** What one check of one overlay came to; `not run` when an earlier one left it nothing to go by. */
export interface CheckResult {
  readonly check: string;
  readonly status: 'ok' | 'failed' | 'not run';
  readonly findings: readonly Finding[];
}

/** Everything a verification of one overlay uses. */
export interface VerifySettings {
  /** The folder that holds `overlays/` and `prerequisites.yaml`. */
  readonly manifests: string;
  readonly overlay: string;
  readonly cluster: Cluster;
  readonly prepared: Prepared;
}

/** The overlay that may keep what a production one must not: see the rules. */
const ONE_NODE = 'local';

type Check = readonly [name: string, run: () => Promise<Finding[]> | Finding[], needs?: string];

/** Renders one overlay, gives it to the API server and judges it by every check. */
export async function verifyOverlay(settings: VerifySettings): Promise<CheckResult[]> {
  const folder = join(settings.manifests, 'overlays', settings.overlay);
  let text: string;
  let manifests: Manifest[];
  try {
    text = await kustomize(settings.prepared.tools.kubectl, folder);
    manifests = parseManifests(text);
  } catch (error) {
    return [failed('render', [{ object: `overlays/${basename(folder)}`, problem: messageOf(error) }])];
  }
  const results: CheckResult[] = [{ check: 'render', status: 'ok', findings: [] }];
  for (const check of checksOf(settings, { folder, text, manifests })) results.push(await runCheck(check, results));
  return results;
}

function checksOf(settings: VerifySettings, rendered: { folder: string; text: string; manifests: readonly Manifest[] }): Check[] {
  const { cluster } = settings;
  const { sources, tools, daprd } = settings.prepared;
  const { folder, text, manifests } = rendered;
  const judged: Rendered = {
    manifests,
    prerequisites: readPrerequisites(settings.manifests, settings.overlay),
    production: settings.overlay !== ONE_NODE,
  };
  return [
    ['definitions', () => installDefinitions(cluster, definitionsFor(manifests, sources))],
    ['apply', () => applyFindings(cluster, text), 'definitions'],
    ['apply-again', () => unchangedFindings(cluster, text), 'apply'],
    ['roll-image', () => rollFindings(cluster, { folder, text, kubectl: tools.kubectl }), 'apply'],
    ['pods-admitted', () => podFindings(cluster, manifests), 'definitions'],
    ['component-metadata', () => componentFindings(manifests, sources.components)],
    ['dapr-annotations', () => annotationFindings(manifests, sources.dapr)],
    ['daprd-loads', () => daprdFindings(manifests, daprd, cluster)],
    ['keda-triggers', () => triggerFindings(manifests, sources.keda)],
    ...rules.map((rule): Check => [rule.name, () => judge(rule, judged)]),
  ];
}

async function runCheck([check, run, needs]: Check, earlier: readonly CheckResult[]): Promise<CheckResult> {
  if (earlier.some((result) => result.check === needs && result.status !== 'ok')) return { check, status: 'not run', findings: [] };
  const findings = await Promise.resolve()
    .then(run)
    .catch((error: unknown): Finding[] => [{ object: check, problem: messageOf(error) }]);
  return findings.length === 0 ? { check, status: 'ok', findings } : failed(check, findings);
}

function failed(check: string, findings: readonly Finding[]): CheckResult {
  return { check, status: 'failed', findings };
}
