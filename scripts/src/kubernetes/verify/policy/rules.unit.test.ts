import { goodOverlay, set } from './good-overlay.js';
import { judge, rules } from './rules.js';
import type { Finding, Rendered } from './rule.js';

const POD = 'spec.template.spec';
const APP = `${POD}.containers.0`;
const CONTEXT = `${APP}.securityContext`;

/** One thing changed in the good overlay: the rule that must object, and what it must say of which object. */
type Case = readonly [rule: string, object: string, path: string, value: unknown, problem: RegExp];

const cases: readonly Case[] = [
  ['non-root', 'Deployment/orders', `${POD}.securityContext.runAsNonRoot`, undefined, /app: runAsNonRoot is not true/],
  ['non-root', 'Deployment/orders', `${CONTEXT}.runAsNonRoot`, false, /runAsNonRoot is not true/],
  ['non-root', 'Deployment/orders', `${CONTEXT}.runAsUser`, 0, /runAsUser is 0/],
  ['read-only-root', 'Deployment/orders', `${CONTEXT}.readOnlyRootFilesystem`, undefined, /readOnlyRootFilesystem/],
  ['no-escalation', 'Deployment/orders', `${CONTEXT}.allowPrivilegeEscalation`, undefined, /allowPrivilegeEscalation/],
  ['no-escalation', 'Deployment/orders', `${CONTEXT}.privileged`, true, /privileged/],
  ['capabilities', 'Deployment/orders', `${CONTEXT}.capabilities.drop`, ['NET_RAW'], /lacks ALL/],
  ['capabilities', 'Deployment/orders', `${CONTEXT}.capabilities.add`, ['NET_ADMIN'], /add has NET_ADMIN/],
  ['seccomp', 'Deployment/orders', `${POD}.securityContext.seccompProfile.type`, 'Unconfined', /seccompProfile/],
  ['host-access', 'Deployment/orders', `${POD}.hostNetwork`, true, /hostNetwork/],
  ['host-access', 'Deployment/orders', `${POD}.volumes.0`, { name: 'root', hostPath: { path: '/' } }, /root is a hostPath/],
  ['host-access', 'Deployment/orders', `${APP}.ports.0.hostPort`, 80, /hostPort 80/],
  ['resources', 'Deployment/orders', `${APP}.resources.limits.memory`, undefined, /app: no limits.memory/],
  ['resources', 'Deployment/orders', `${APP}.resources`, undefined, /no requests.cpu, requests.memory/],
  ['probes', 'Deployment/orders', `${APP}.livenessProbe`, undefined, /no livenessProbe/],
  ['image-tags', 'Deployment/orders', `${APP}.image`, 'registry.example:5000/orders', /has no tag/],
  ['image-tags', 'Deployment/orders', `${APP}.image`, 'orders:latest', /whatever is latest/],
  ['clear-secrets', 'Deployment/orders', `${APP}.env.0`, { name: 'ADMIN_TOKEN', value: 'abc' }, /env ADMIN_TOKEN is in clear/],
  ['clear-secrets', 'Deployment/orders', `${APP}.args`, ['--db=postgres://orders:hunter2@db/orders'], /args.0 holds an address with a password/],
  ['clear-secrets', 'ConfigMap/settings', 'data.redis-password', 'abc', /data redis-password is in clear/],
  ['clear-secrets', 'ConfigMap/settings', 'data.level', 'maxmemory 1gb\nrequirepass abc\n', /a Redis password/],
  ['clear-secrets', 'ConfigMap/settings', 'data.level', '-----BEGIN EC PRIVATE KEY-----', /a private key/],
  ['clear-secrets', 'Component/pubsub', 'spec.metadata.1', { name: 'redisPassword', value: 'abc' }, /metadata redisPassword is in clear/],
  ['clear-secrets', 'ScaledObject/orders', 'spec.triggers.0.metadata.password', 'abc', /trigger metadata password is in clear/],
  ['service-account-token', 'ServiceAccount/orders', 'automountServiceAccountToken', undefined, /automountServiceAccountToken/],
  ['replicas', 'ScaledObject/orders', 'spec.minReplicaCount', undefined, /may run as 0/],
  ['topology-spread', 'Deployment/orders', `${POD}.topologySpreadConstraints`, undefined, /no topologySpread/],
  ['topology-spread', 'Deployment/orders', `${POD}.topologySpreadConstraints.0.labelSelector.matchLabels.app`, 'cart', /its own Pods/],
  ['disruption-budgets', 'PodDisruptionBudget/orders', 'spec.selector.matchLabels.app', 'cart', /0 PodDisruptionBudgets/],
  ['disruption-budgets', 'PodDisruptionBudget/orders', 'spec.maxUnavailable', 0, /ever be drained/],
  ['scaling-targets', 'ScaledObject/orders', 'spec.scaleTargetRef.name', 'cart', /Deployment\/cart does not exist/],
  ['services-select', 'Service/orders', 'spec.selector.app', 'cart', /selects no Pods/],
  ['services-select', 'Service/orders', 'spec.ports.0.targetPort', 'web', /no container has a port named web/],
  ['network-policies', 'NetworkPolicy/deny-all', 'spec.policyTypes', ['Ingress'], /none denies all Egress/],
  ['network-policies', 'NetworkPolicy/deny-all', 'spec.podSelector.matchLabels', { app: 'cart' }, /selects no Pods/],
  ['references', 'Deployment/orders', `${APP}.env.0.valueFrom.secretKeyRef.name`, 'other', /Secret other is neither/],
  ['references', 'Deployment/orders', `${APP}.env.0.valueFrom.secretKeyRef.key`, 'uri', /Secret orders-database has no key uri/],
  ['references', 'Deployment/orders', `${APP}.env.2.valueFrom.configMapKeyRef.key`, 'depth', /ConfigMap settings has no key depth/],
  ['references', 'Deployment/orders', `${POD}.volumes.0.configMap.name`, 'other', /ConfigMap other is neither/],
  ['references', 'Deployment/orders', `${POD}.serviceAccountName`, 'other', /ServiceAccount other is neither/],
  ['references', 'Component/pubsub', 'spec.metadata.1.secretKeyRef.key', 'word', /Secret redis has no key word/],
  ['references', 'ScaledObject/orders', 'spec.triggers.0.authenticationRef.name', 'other', /TriggerAuthentication other is neither/],
  ['references', 'TriggerAuthentication/redis', 'spec.secretTargetRef.0.name', 'other', /Secret other is neither/],
  ['namespace', 'Namespace/shop', 'metadata.labels', {}, /is not restricted/],
  ['namespace', 'Service/orders', 'metadata.namespace', 'default', /namespace default is not the overlay's/],
];

function findingsOf(rendered: Rendered, name: string): Finding[] {
  const rule = rules.find((one) => one.name === name);
  return rule === undefined ? [] : judge(rule, rendered);
}

test('when an overlay keeps every rule, then none objects', () => {
  const rendered = goodOverlay();
  expect(rules.flatMap((rule) => judge(rule, rendered))).toEqual([]);
});

test.each(cases)('when %s is broken by %s (%s = %j), then it says so', (name, object, path, value, problem) => {
  const rendered = goodOverlay((overlay) => {
    set(overlay.object(object), path, value);
  });
  expect(findingsOf(rendered, name).map((finding) => finding.problem)).toContainEqual(expect.stringMatching(problem));
});

test('when a new rule is added, then a case here must break it', () => {
  const broken = new Set(cases.map(([name]) => name));
  expect(rules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual(['no-subscriptions']);
});

test('when a subscription is declared outside the code, then no-subscriptions objects', () => {
  const rendered = goodOverlay(({ manifests }) =>
    manifests.push({ apiVersion: 'dapr.io/v2alpha1', kind: 'Subscription', metadata: { name: 'orders', namespace: 'shop' } }),
  );
  expect(findingsOf(rendered, 'no-subscriptions')).toHaveLength(1);
});

test('when a sidecar has no limits, then resources objects', () => {
  const rendered = goodOverlay(({ object }) => {
    const annotations = (object('Deployment/orders') as unknown as { spec: { template: { metadata: { annotations: Record<string, string> } } } }).spec
      .template.metadata.annotations;
    delete annotations['dapr.io/sidecar-memory-limit'];
  });
  expect(findingsOf(rendered, 'resources')[0]?.problem).toBe('sidecar: no dapr.io/sidecar-memory-limit');
});

test('when two scalers have one target, then scaling-targets objects to both', () => {
  const rendered = goodOverlay(({ manifests }) =>
    manifests.push({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'orders' }, minReplicas: 2 },
    }),
  );
  expect(findingsOf(rendered, 'scaling-targets').map(({ object }) => object)).toEqual(['ScaledObject/orders', 'HorizontalPodAutoscaler/orders']);
});

test('when a Secret has content, then clear-secrets objects', () => {
  const rendered = goodOverlay(({ manifests }) =>
    manifests.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'redis', namespace: 'shop' }, stringData: { password: 'abc' } }),
  );
  expect(findingsOf(rendered, 'clear-secrets')).toHaveLength(1);
});

test('when a prerequisite is used by nothing, then references names it', () => {
  const rendered = goodOverlay();
  const prerequisites = { ...rendered.prerequisites, secrets: { ...rendered.prerequisites.secrets, old: ['key'] } };
  expect(findingsOf({ ...rendered, prerequisites }, 'references')).toEqual([{ object: 'Secret/old', problem: 'a prerequisite that nothing uses' }]);
});

test('when one replica is enough by an exception, then it is let off; when nothing needs the exception, then that is a finding', () => {
  const exceptions = [{ check: 'replicas', object: 'Deployment/orders', why: 'there must be one only' }];
  const single = goodOverlay(({ object }) => {
    set(object('ScaledObject/orders'), 'spec.minReplicaCount', 1);
  });
  const withException = (rendered: Rendered): Rendered => ({ ...rendered, prerequisites: { ...rendered.prerequisites, exceptions } });
  expect(findingsOf(single, 'replicas')).toHaveLength(1);
  expect(findingsOf(withException(single), 'replicas')).toEqual([]);
  expect(findingsOf(withException(goodOverlay()), 'replicas')[0]?.problem).toBe('its exception is not needed');
});
