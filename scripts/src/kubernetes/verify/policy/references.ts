import { fieldsAt, listAt, nameOf, ofKind, textAt, type Fields, type Manifest } from '../manifest.js';
import type { Provided } from '../prerequisites.js';
import { workloadsOf, type Workload } from '../workload.js';
import type { Finding, Rendered, Rule } from './rule.js';

/** One object pointing at another, and at a key in it when it names one. */
interface Reference {
  /** Kind and name: Deployment/orders. */
  readonly from: string;
  readonly kind: string;
  readonly name: string;
  readonly key?: string;
}

/** Whatever is pointed at is in the overlay or among its prerequisites, and each prerequisite is pointed at. */
export const references: Rule = {
  name: 'references',
  check: (rendered) => {
    const all = [...workloadsOf(rendered.manifests).flatMap(fromWorkload), ...rendered.manifests.flatMap(fromObject)];
    const { secrets, configMaps } = rendered.prerequisites;
    return [...all.flatMap((reference) => dangling(reference, rendered)), ...unused('Secret', secrets, all), ...unused('ConfigMap', configMaps, all)];
  },
};

function dangling(reference: Reference, { manifests, prerequisites }: Rendered): Finding[] {
  const { from, kind, name, key } = reference;
  const target = ofKind(manifests, kind).find((manifest) => manifest.metadata.name === name);
  const listed = { Secret: prerequisites.secrets, ConfigMap: prerequisites.configMaps }[kind]?.[name];
  if (target === undefined && listed === undefined)
    return [{ object: from, problem: `${kind} ${name} is neither in the overlay nor a prerequisite` }];
  const keys = [...(listed ?? []), ...['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(fieldsAt(target, field)))];
  return key === undefined || keys.includes(key) ? [] : [{ object: from, problem: `${kind} ${name} has no key ${key}` }];
}

function unused(kind: string, provided: Provided, all: readonly Reference[]): Finding[] {
  return Object.keys(provided)
    .filter((name) => !all.some((reference) => reference.kind === kind && reference.name === name))
    .map((name) => ({ object: `${kind}/${name}`, problem: 'a prerequisite that nothing uses' }));
}

function fromWorkload({ name: from, pod, containers, annotations }: Workload): Reference[] {
  const secret = (name: unknown, key?: unknown): Reference[] => named(from, 'Secret', name, key);
  const configMap = (name: unknown, key?: unknown): Reference[] => named(from, 'ConfigMap', name, key);
  const sources = (source: Fields): Reference[] => {
    const inSecret = fieldsAt(source, 'secret');
    const inMap = fieldsAt(source, 'configMap');
    const secretName = inSecret['secretName'] ?? inSecret['name'];
    const keys = (fields: Fields): unknown[] => (fields['items'] === undefined ? [undefined] : listAt(fields, 'items').map((item) => item['key']));
    return [...keys(inSecret).flatMap((key) => secret(secretName, key)), ...keys(inMap).flatMap((key) => configMap(inMap['name'], key))];
  };
  const volumes = listAt(pod, 'volumes');
  return [
    ...containers.flatMap(({ fields }) => [
      ...listAt(fields, 'env').flatMap((variable) => {
        const inSecret = fieldsAt(variable, 'valueFrom', 'secretKeyRef');
        const inMap = fieldsAt(variable, 'valueFrom', 'configMapKeyRef');
        return [...secret(inSecret['name'], inSecret['key']), ...configMap(inMap['name'], inMap['key'])];
      }),
      ...listAt(fields, 'envFrom').flatMap((one) => [...secret(textAt(one, 'secretRef', 'name')), ...configMap(textAt(one, 'configMapRef', 'name'))]),
    ]),
    ...volumes.flatMap((volume) => [volume, ...listAt(volume, 'projected', 'sources')].flatMap(sources)),
    ...volumes.flatMap((volume) => named(from, 'PersistentVolumeClaim', textAt(volume, 'persistentVolumeClaim', 'claimName'))),
    ...listAt(pod, 'imagePullSecrets').flatMap((one) => secret(one['name'])),
    ...named(from, 'ServiceAccount', pod['serviceAccountName']),
    ...sidecarReferences(from, annotations),
  ];
}

/** The injector's annotations; it reads both tokens under the key "token". */
function sidecarReferences(from: string, annotations: Fields): Reference[] {
  return [
    ...named(from, 'Secret', annotations['dapr.io/api-token-secret'], 'token'),
    ...named(from, 'Secret', annotations['dapr.io/app-token-secret'], 'token'),
    ...named(from, 'Configuration', annotations['dapr.io/config']),
  ];
}

function fromObject(manifest: Manifest): Reference[] {
  const from = nameOf(manifest);
  switch (manifest.kind) {
    case 'Component':
      return listAt(manifest, 'spec', 'metadata').flatMap((item) => {
        const reference = fieldsAt(item, 'secretKeyRef');
        return named(from, 'Secret', reference['name'], reference['key']);
      });
    case 'TriggerAuthentication':
      return listAt(manifest, 'spec', 'secretTargetRef').flatMap((one) => named(from, 'Secret', one['name'], one['key']));
    case 'ScaledObject':
      return listAt(manifest, 'spec', 'triggers').flatMap((trigger) =>
        named(from, textAt(trigger, 'authenticationRef', 'kind') ?? 'TriggerAuthentication', textAt(trigger, 'authenticationRef', 'name')),
      );
    default:
      return [];
  }
}

function named(from: string, kind: string, name: unknown, key?: unknown): Reference[] {
  if (typeof name !== 'string') return [];
  return [typeof key === 'string' ? { from, kind, name, key } : { from, kind, name }];
}
