import { clearSecrets } from './clear-secrets.js';
import { namespace, noSubscriptions } from './namespace.js';
import { networkPolicies, servicesSelect } from './network.js';
import { capabilities, hostAccess, noEscalation, nonRoot, readOnlyRoot, seccomp } from './pod-security.js';
import { references } from './references.js';
import type { Finding, Rendered, Rule } from './rule.js';
import { disruptionBudgets, scalingTargets } from './scaling.js';
import { imageTags, probes, replicas, resources, serviceAccountToken, topologySpread } from './workloads.js';

/** Every policy, in the order of the table. */
export const rules: readonly Rule[] = [
  ...[nonRoot, readOnlyRoot, noEscalation, capabilities, seccomp, hostAccess],
  ...[resources, probes, imageTags, clearSecrets, serviceAccountToken],
  ...[replicas, topologySpread, disruptionBudgets, scalingTargets],
  ...[servicesSelect, networkPolicies, references, namespace, noSubscriptions],
];

/** A rule's findings less those let off on purpose; an exception that nothing needs is a finding itself, or it would outlive its reason. */
export function judge(rule: Rule, rendered: Rendered): Finding[] {
  const findings = rule.check(rendered);
  const exceptions = rendered.prerequisites.exceptions.filter(({ check }) => check === rule.name);
  const idle = exceptions.filter(({ object }) => !findings.some((finding) => finding.object === object));
  return [
    ...findings.filter((finding) => !exceptions.some(({ object }) => object === finding.object)),
    ...idle.map(({ object }): Finding => ({ object, problem: 'its exception is not needed' })),
  ];
}
