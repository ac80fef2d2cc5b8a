import { fieldsAt, nameOf, ofKind, textAt, valueAt, type Manifest } from '../manifest.js';
import { selects, workloadsOf, type Workload } from '../workload.js';
import type { Finding, Rule } from './rule.js';
import { leastReplicas } from './workloads.js';

/** Every scaler has a Deployment, and no Deployment has two scalers: they would pull against each other. */
export const scalingTargets: Rule = {
  name: 'scaling-targets',
  check: ({ manifests }) => {
    const names = new Set(ofKind(manifests, 'Deployment', 'StatefulSet').map(nameOf));
    const scalers = ofKind(manifests, 'ScaledObject', 'HorizontalPodAutoscaler').map((scaler) => ({ scaler, target: targetOf(scaler) }));
    const lost = scalers.filter(({ target }) => !names.has(target));
    const doubled = scalers.filter(({ scaler, target }) => scalers.some((other) => other.target === target && other.scaler !== scaler));
    return [
      ...lost.map(({ scaler, target }): Finding => ({ object: nameOf(scaler), problem: `its target ${target} does not exist` })),
      ...doubled.map(({ scaler, target }): Finding => ({ object: nameOf(scaler), problem: `${target} has another scaler too` })),
    ];
  },
};

function targetOf(scaler: Manifest): string {
  return `${textAt(scaler, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment'}/${textAt(scaler, 'spec', 'scaleTargetRef', 'name') ?? '?'}`;
}

/** Each Deployment has one budget, each budget a Deployment, and in production a node can be drained. */
export const disruptionBudgets: Rule = {
  name: 'disruption-budgets',
  check: ({ manifests, production }) => {
    const budgets = ofKind(manifests, 'PodDisruptionBudget');
    const covers = (budget: Manifest, { labels }: Workload): boolean => selects(fieldsAt(budget, 'spec', 'selector'), labels);
    const deployments = workloadsOf(ofKind(manifests, 'Deployment')).flatMap((workload): Finding[] => {
      const own = budgets.filter((budget) => covers(budget, workload));
      const [budget] = own;
      if (budget === undefined || own.length > 1)
        return [{ object: workload.name, problem: `${String(own.length)} PodDisruptionBudgets select it, not one` }];
      const stuck = production && !leavesRoom(budget, leastReplicas(manifests, workload.manifest));
      return stuck ? [{ object: nameOf(budget), problem: 'no node under it can ever be drained' }] : [];
    });
    const idle = budgets.filter((budget) => !workloadsOf(manifests).some((workload) => covers(budget, workload)));
    return [...deployments, ...idle.map((budget): Finding => ({ object: nameOf(budget), problem: 'it selects no Pods' }))];
  },
};

/** Percentages are left to the cluster; it rounds them in the drain's favour for maxUnavailable. */
function leavesRoom(budget: Manifest, least: number): boolean {
  const minimum = valueAt(budget, 'spec', 'minAvailable');
  if (typeof minimum === 'number') return minimum < least;
  return minimum !== '100%' && valueAt(budget, 'spec', 'maxUnavailable') !== 0;
}
