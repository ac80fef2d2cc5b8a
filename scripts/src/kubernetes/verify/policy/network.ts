import { fieldsAt, listAt, nameOf, ofKind, textAt, valueAt, type Manifest } from '../manifest.js';
import { selects, workloadsOf, type Workload } from '../workload.js';
import type { Finding, Rule } from './rule.js';

/** A Service that selects nothing, or a port nothing has, is an address that never answers. */
export const servicesSelect: Rule = {
  name: 'services-select',
  check: ({ manifests }) => {
    const workloads = workloadsOf(manifests);
    return ofKind(manifests, 'Service')
      .filter((service) => textAt(service, 'spec', 'type') !== 'ExternalName')
      .flatMap((service) => serviceProblems(service, workloads).map((problem): Finding => ({ object: nameOf(service), problem })));
  },
};

function serviceProblems(service: Manifest, workloads: readonly Workload[]): string[] {
  const selector = fieldsAt(service, 'spec', 'selector');
  const selected = Object.keys(selector).length === 0 ? [] : workloads.filter(({ labels }) => selects({ matchLabels: selector }, labels));
  if (selected.length === 0) return ['it selects no Pods'];
  const names = new Set(
    selected.flatMap(({ containers }) => containers.flatMap(({ fields }) => listAt(fields, 'ports').map((port) => port['name']))),
  );
  return listAt(service, 'spec', 'ports')
    .map((port) => port['targetPort'])
    .filter((target) => typeof target === 'string' && !names.has(target))
    .map((target) => `no container has a port named ${String(target)}`);
}

/** All traffic is refused that no policy lets through, and every policy is about some Pod. */
export const networkPolicies: Rule = {
  name: 'network-policies',
  check: ({ manifests }) => {
    const policies = ofKind(manifests, 'NetworkPolicy');
    const missing = ['Ingress', 'Egress'].filter((direction) => !policies.some((policy) => deniesAll(policy, direction)));
    const idle = policies.filter((policy) => !workloadsOf(manifests).some(({ labels }) => selects(fieldsAt(policy, 'spec', 'podSelector'), labels)));
    return [
      ...missing.map((direction): Finding => ({ object: 'NetworkPolicy', problem: `none denies all ${direction}` })),
      ...idle.map((policy): Finding => ({ object: nameOf(policy), problem: 'it selects no Pods' })),
    ];
  },
};

function deniesAll(policy: Manifest, direction: string): boolean {
  const everyPod = Object.values(fieldsAt(policy, 'spec', 'podSelector')).every((part) => Object.keys(part as object).length === 0);
  const types = valueAt(policy, 'spec', 'policyTypes');
  const named = Array.isArray(types) && types.includes(direction);
  return everyPod && named && listAt(policy, 'spec', direction.toLowerCase()).length === 0;
}
