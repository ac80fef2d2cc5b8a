import { fieldsAt, listAt, textAt, valueAt, type Fields } from '../manifest.js';
import { workloadsOf, type Container, type Workload } from '../workload.js';
import type { Finding, Rule } from './rule.js';

/** A rule that looks at one container at a time; `problem` is undefined when all is well. */
export function containerRule(name: string, problem: (container: Container, workload: Workload) => string | undefined): Rule {
  return {
    name,
    check: ({ manifests }) =>
      workloadsOf(manifests).flatMap((workload) =>
        workload.containers.flatMap((container): Finding[] => {
          const found = problem(container, workload);
          return found === undefined ? [] : [{ object: workload.name, problem: `${container.label}: ${found}` }];
        }),
      ),
  };
}

/** A setting of the container, else of its Pod. */
function effective(container: Container, workload: Workload, ...path: readonly string[]): unknown {
  return valueAt(container.fields, 'securityContext', ...path) ?? valueAt(workload.pod, 'securityContext', ...path);
}

export const nonRoot = containerRule('non-root', (container, workload) => {
  if (effective(container, workload, 'runAsNonRoot') !== true) return 'runAsNonRoot is not true';
  return effective(container, workload, 'runAsUser') === 0 ? 'runAsUser is 0' : undefined;
});

export const readOnlyRoot = containerRule('read-only-root', ({ fields }) =>
  valueAt(fields, 'securityContext', 'readOnlyRootFilesystem') === true ? undefined : 'readOnlyRootFilesystem is not true',
);

export const noEscalation = containerRule('no-escalation', ({ fields }) => {
  if (valueAt(fields, 'securityContext', 'privileged') === true) return 'it is privileged';
  return valueAt(fields, 'securityContext', 'allowPrivilegeEscalation') === false ? undefined : 'allowPrivilegeEscalation is not false';
});

export const capabilities = containerRule('capabilities', ({ fields }) => {
  const { drop, add } = fieldsAt(fields, 'securityContext', 'capabilities') as { drop?: readonly string[]; add?: readonly string[] };
  if (drop?.includes('ALL') !== true) return 'capabilities.drop lacks ALL';
  return add === undefined || add.length === 0 ? undefined : `capabilities.add has ${add.join(', ')}`;
});

export const seccomp = containerRule('seccomp', (container, workload) => {
  const type = effective(container, workload, 'seccompProfile', 'type');
  return type === 'RuntimeDefault' || type === 'Localhost' ? undefined : 'seccompProfile is neither RuntimeDefault nor Localhost';
});

/** Nothing of the node: its network, its processes, its folders, its ports. */
export const hostAccess: Rule = {
  name: 'host-access',
  check: ({ manifests }) => workloadsOf(manifests).flatMap((workload) => hostUses(workload).map((problem) => ({ object: workload.name, problem }))),
};

function hostUses({ pod, containers }: Workload): string[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field] === true).map((field) => `${field} is true`);
  const paths = listAt(pod, 'volumes')
    .filter((volume) => volume['hostPath'] !== undefined)
    .map((volume) => `volume ${nameIn(volume)} is a hostPath`);
  const ports = containers.flatMap(({ label, fields }) =>
    listAt(fields, 'ports')
      .filter((port) => port['hostPort'] !== undefined)
      .map((port) => `${label}: hostPort ${String(port['hostPort'])}`),
  );
  return [...shared, ...paths, ...ports];
}

function nameIn(fields: Fields): string {
  return textAt(fields, 'name') ?? '?';
}
