import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { databasesOf } from './databases.js';
import { localSecrets } from './local-secrets.js';

/*
 * What the local run and a cluster have in common is said once and generated into the manifests. This looks at the end of that
 * road, the objects kustomize hands to a cluster, and holds them against the sources by itself.
 */
/** An object as YAML gives it: what is in it, the tests say. */
type Loose = ReturnType<typeof JSON.parse>;

const root = join(__dirname, '..', '..', '..');
const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const yaml = (...path: string[]): Loose => parse(text(...path));

const kubectl = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' });
// In CI a missing kubectl is a failure, not an excuse.
const withKubectl = kubectl.status === 0 || process.env['CI'] !== undefined ? describe : describe.skip;

function build(overlay: string): Loose[] {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(root, 'k8s', 'overlays', overlay)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`kubectl kustomize ${overlay}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS() as unknown);
}

const apps: Loose[] = yaml('dapr.yaml').apps;
const names: string[] = apps.map(({ appID }) => appID as string).sort();
const topics = Object.keys(JSON.parse(text('json-schema', 'catalog.json')) as object).sort();
const camelCase = (topic: string): string => topic.replace(/[._]([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** What a service subscribes to, from its own list. */
function subscribed(service: string): string[] {
  const path = join('services', service, 'src', 'subscriptions.ts');
  if (!readdirSync(join(root, 'services', service, 'src')).includes('subscriptions.ts')) return [];
  const code = text(path).replace(/import[^;]*;/g, '');
  if (/\(topics\)/.test(code)) return topics;
  const members = new Set([...code.matchAll(/\btopics\.(\w+)/g)].map(([, member]) => member));
  return topics.filter((topic) => members.has(camelCase(topic)));
}

/** Names of other services, and paths, in the files of a service that call through the sidecar. */
function called(service: string): { apps: string[]; paths: string[] } {
  const folder = join(root, 'services', service, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.ts$/.test(file) && !/test|testing|generated/.test(file),
  );
  const code = files
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((content) => /\bask(<[^>]*>)?\(|\.invoke\b|ask\.js'/.test(content));
  const strings = code.flatMap((content) =>
    [...content.replace(/^import.*$/gm, '').matchAll(/'([^'\n]*)'|`([^`\n]*)`/g)].map(([, a, b]) => a ?? b ?? ''),
  );
  const paths = strings.filter((string) => /^\/[a-z]/.test(string)).map((path) => path.replace(/\?.*$/, '').replace(/\$\{query[^}]*\}+\)?/g, ''));
  return {
    apps: [...new Set(strings.filter((string) => names.includes(string) && string !== service))].sort(),
    paths: [...new Set(paths.map((path) => path.replace(/\$\{[^}]*\}/g, '{}')))].sort(),
  };
}

withKubectl.each(['local', 'production'])('overlay %s', (overlay) => {
  let objects: Loose[];
  beforeAll(() => {
    objects = build(overlay);
  });
  const all = (kind: string): Loose[] => objects.filter((object) => object.kind === kind);
  const one = (kind: string, name: string): Loose => {
    const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
    expect([kind, name, found.length]).toEqual([kind, name, 1]);
    return found[0];
  };
  const pod = (name: string): Loose => one('Deployment', name).spec.template;
  const container = (name: string): Loose => pod(name).spec.containers[0];
  const services = (): Loose[] => all('Deployment').filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'service');
  const component = (name: string): Map<string, Loose> =>
    new Map((one('Component', name).spec.metadata as Loose[]).map((entry) => [entry.name as string, entry]));
  const settings = (): Loose => objects.find(({ kind, metadata }) => kind === 'ConfigMap' && /^settings-/.test(metadata.name)).data;

  test('when an app is in dapr.yaml, then it is deployed under the same id, port and command, and no other is', () => {
    const common = yaml('dapr.yaml').common;
    expect(
      services()
        .map(({ metadata }) => metadata.name as string)
        .sort(),
    ).toEqual(names);
    for (const { appID, appPort, command } of apps) {
      expect(pod(appID).metadata.annotations).toMatchObject({
        'dapr.io/enabled': 'true',
        'dapr.io/app-id': appID,
        'dapr.io/app-port': String(appPort),
        'dapr.io/app-protocol': common.appProtocol,
        'dapr.io/sidecar-listen-addresses': common.apiListenAddresses,
        'dapr.io/enable-app-health-check': String(common.enableAppHealthCheck),
        'dapr.io/config': appID,
      });
      expect(container(appID).command).toEqual(command);
      expect(container(appID).env).toContainEqual({ name: 'APP_PORT', value: String(appPort) });
      for (const kind of ['Configuration', 'Service', 'ServiceAccount', 'PodDisruptionBudget', 'NetworkPolicy']) one(kind, appID);
    }
  });

  test('when a service subscribes to topics, then its autoscaler watches the lag of just these, far below the alert', () => {
    for (const name of names) {
      const scalers = [...all('ScaledObject'), ...all('HorizontalPodAutoscaler')].filter(({ spec }) => spec.scaleTargetRef.name === name);
      expect([name, scalers.length]).toEqual([name, 1]);
      const watched = (scalers[0].spec.triggers ?? []).filter(({ type }: Loose) => type === 'redis-streams').map(({ metadata }: Loose) => metadata);
      expect([name, watched.map(({ stream }: Loose) => stream as string).sort()]).toEqual([name, subscribed(name)]);
      for (const { consumerGroup, lagCount } of watched) {
        expect(consumerGroup).toBe(name);
        expect(Number(lagCount)).toBeLessThanOrEqual(5_000);
      }
      expect(scalers[0].kind).toBe(subscribed(name).length > 0 ? 'ScaledObject' : 'HorizontalPodAutoscaler');
    }
  });

  test.each(['fraud', 'payment'])('when %s is called a lot, then CPU brings more of it', (name) => {
    const onCpu = { type: 'cpu', metadata: { containerName: name } };
    const scaled = all('ScaledObject').find(({ spec }) => spec.scaleTargetRef.name === name);
    if (scaled !== undefined)
      expect(scaled.spec.triggers).toContainEqual(expect.objectContaining({ ...onCpu, metadata: expect.objectContaining(onCpu.metadata) }));
    else expect(one('HorizontalPodAutoscaler', name).spec.metrics[0].containerResource).toMatchObject({ name: 'cpu', container: name });
  });

  test('when a component of the local run says something, then the cluster says the same', () => {
    const files = readdirSync(join(root, 'components')).map((file) => yaml('components', file));
    const local = files.filter(({ kind, spec }) => kind === 'Component' && spec.type !== 'secretstores.local.env');
    expect(
      all('Component')
        .map(({ metadata }) => metadata.name as string)
        .sort(),
    ).toEqual(local.map(({ metadata }) => metadata.name as string).sort());
    for (const { metadata, spec, scopes } of local) {
      const here = one('Component', metadata.name);
      expect(here.spec).toMatchObject({ type: spec.type, version: spec.version, ignoreErrors: spec.ignoreErrors });
      expect(here.scopes).toEqual(scopes ?? names);
      expect(here.auth).toBeUndefined();
      const found = component(metadata.name);
      for (const entry of spec.metadata) {
        if (entry.value === undefined) expect(found.get(entry.name).secretKeyRef).toBeDefined();
        else expect(found.get(entry.name)).toEqual(entry);
      }
    }
    const resiliency = files.find(({ kind }) => kind === 'Resiliency');
    expect(one('Resiliency', resiliency.metadata.name).spec).toEqual(resiliency.spec);
    const { workflow, metrics, logging } = files.find(({ kind }) => kind === 'Configuration').spec;
    expect(one('Configuration', 'orders').spec.workflow).toEqual(workflow);
    for (const name of names)
      expect(one('Configuration', name).spec).toMatchObject({ metrics, logging, secrets: { scopes: [{ defaultAccess: 'deny' }] } });
    expect(all('Subscription')).toEqual([]);
  });

  test('when a service may subscribe to a topic, then it does, and every topic is protected', () => {
    const pubsub = component('pubsub');
    const granted = (of: string) => new Map((pubsub.get(of).value as string).split(';').map((entry) => entry.split('=') as [string, string]));
    expect(pubsub.get('protectedTopics').value.split(',').sort()).toEqual(topics);
    expect(pubsub.get('allowedTopics').value.split(',').sort()).toEqual(topics);
    for (const name of names)
      expect([name, (granted('subscriptionScopes').get(name) ?? '').split(',').filter(Boolean).sort()]).toEqual([name, subscribed(name)]);
    const published = [...granted('publishingScopes')].flatMap(([name, list]) =>
      list
        .split(',')
        .filter(Boolean)
        .map((topic) => [name, topic]),
    );
    expect(published.filter(([name, topic]) => !topic?.startsWith(`${name ?? ''}.`))).toEqual([]);
    expect(published.map(([, topic]) => topic).sort()).toEqual(topics);
  });

  test('when a service calls another in its code, then that one lets it in and the network carries it, and nobody else', () => {
    const consumers = names.filter((name) => subscribed(name).length > 0);
    for (const callee of names) {
      const { accessControl } = one('Configuration', callee).spec;
      expect(accessControl.defaultAction).toBe('deny');
      const callers = names.filter(
        (name) => called(name).apps.includes(callee) || (name === 'audit' && consumers.includes(callee) && callee !== 'audit'),
      );
      expect([callee, accessControl.policies.map(({ appId }: Loose) => appId as string).sort()]).toEqual([callee, callers]);
      for (const policy of accessControl.policies) {
        expect(policy).toMatchObject({ defaultAction: 'deny', namespace: one('Namespace', 'sidecart').metadata.name });
        expect(policy.operations.every(({ action, httpVerb, name }: Loose) => action === 'allow' && httpVerb.length > 0 && name !== '/**')).toBe(
          true,
        );
      }
      const ingress = one('NetworkPolicy', callee).spec.ingress.find(({ ports }: Loose) => ports[0].port === 50002);
      const from = (ingress?.from ?? []).map(({ podSelector }: Loose) => podSelector.matchLabels['app.kubernetes.io/name'] as string);
      // The sidecars of orders share their workflows.
      expect([callee, from]).toEqual([callee, [...new Set([...callers, ...(callee === 'orders' ? ['orders'] : [])])].sort()]);
    }
  });

  test('when all replicas are at their most and every service rolls out, then Postgres has connections for them', () => {
    const workflowConnections = Number(component('workflow-state').get('maxConns').value);
    const extra = yaml('k8s', 'services.yaml').services;
    const sum = names.map((name) => {
      const scaler = [...all('ScaledObject'), ...all('HorizontalPodAutoscaler')].find(({ spec }) => spec.scaleTargetRef.name === name).spec;
      const pool = Number(container(name).env.find((entry: Loose) => entry.name === 'DATABASE_POOL_SIZE').value);
      const each = pool + 2 + Number(extra[name].more ?? 0) + (one('Component', 'workflow-state').scopes.includes(name) ? workflowConnections : 0);
      return (Number(scaler.maxReplicaCount ?? scaler.maxReplicas) + 1) * each;
    });
    const { maxConnections, reserved } = yaml('k8s', 'services.yaml').database;
    const own = /max_connections=(\d+)/.exec(JSON.stringify(all('StatefulSet')))?.[1];
    expect(sum.reduce((total, connections) => total + connections, 0)).toBeLessThanOrEqual(Number(own ?? maxConnections) - Number(reserved));
  });

  test('when a pod ends, then its app has drained before its sidecar goes, and both before the kubelet kills them', () => {
    const drain = Number(settings().SHUTDOWN_TIMEOUT_MS) / 1_000;
    for (const name of names) {
      const annotations = pod(name).metadata.annotations;
      const stays = Number.parseInt(annotations['dapr.io/block-shutdown-duration'], 10);
      expect(stays).toBeGreaterThan(Number(container(name).lifecycle.preStop.sleep.seconds) + drain);
      expect(pod(name).spec.terminationGracePeriodSeconds).toBeGreaterThan(stays + Number(annotations['dapr.io/graceful-shutdown-seconds']));
    }
  });

  test('when Prometheus and the kubelet look for a service, then they find it at the port it serves', () => {
    const port = Number(settings().OPERATIONS_PORT);
    expect(settings()).toMatchObject({ OPERATIONS_HOST: '0.0.0.0', APP_HOST: '127.0.0.1', NODE_ENV: 'production' });
    for (const name of names) {
      expect(container(name).ports).toEqual([{ name: 'operations', containerPort: port }]);
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) expect(container(name)[probe].httpGet.port).toBe('operations');
      expect(one('Service', name).spec.ports).toEqual([{ name: 'operations', port, targetPort: 'operations' }]);
      const open = one('NetworkPolicy', name).spec.ingress.flatMap(({ ports }: Loose) => ports.map((entry: Loose) => entry.port as number));
      expect(open).toContain(port);
    }
  });

  test('when a schema may be old, then a container of the same image migrates it first, with samples on a laptop only', () => {
    for (const name of names) {
      const [migrate] = pod(name).spec.initContainers;
      expect(migrate.image).toBe(container(name).image);
      const seed = overlay === 'local' ? ['--seed'] : [];
      expect(migrate.command).toEqual(['node', 'packages/platform/dist/migrate-main.js', name, ...seed]);
      expect(migrate.env).toEqual([container(name).env.find((entry: Loose) => entry.name === 'DATABASE_URL')]);
    }
  });

  test('when an image is run, then k8s/images.yaml names it with its version', () => {
    const { registry, version, services: own, thirdParty } = yaml('k8s', 'images.yaml');
    const known = [...own.map((name: string) => `${registry}/${name}:${version}`), ...Object.values(thirdParty)];
    const used = [...all('Deployment'), ...all('StatefulSet')].flatMap(({ spec }) => [
      ...(spec.template.spec.initContainers ?? []),
      ...spec.template.spec.containers,
    ]);
    for (const { image } of used) expect(known).toContain(image);
  });

  test('when a manifest wants a secret, then it only refers to one, and there is a way to make it', () => {
    expect(all('Secret')).toEqual([]);
    const refs: { name: string; key: string }[] = [];
    JSON.stringify(objects, (key, value: Loose) => {
      if (key === 'secretKeyRef') refs.push(value);
      if (key === 'secretTargetRef') refs.push(...value);
      return value;
    });
    for (const name of names)
      refs.push(...['api', 'app'].map((which) => ({ name: pod(name).metadata.annotations[`dapr.io/${which}-token-secret`], key: 'token' })));
    const folder = ['k8s', 'overlays', 'production', 'secrets', 'example'];
    const made = localSecrets(databasesOf({ apps }), () => 'x');
    const keysIn = (file: string) => (overlay === 'local' ? (made.get(file) ?? '') : text(...folder, file)).match(/^[a-z]+(?==)/gm);
    for (const { name, key } of refs) expect([name, keysIn(`${name}.env`)]).toEqual([name, expect.arrayContaining([key])]);
    for (const { secretName } of all('StatefulSet')
      .flatMap(({ spec }) => spec.template.spec.volumes)
      .flatMap(({ secret }: Loose) => secret ?? [])) {
      expect(made.get('kustomization.yaml')).toContain(`name: ${secretName as string}\n`);
    }
  });
});

test('when a call is in k8s/invocations.yaml, then the code makes it, and no call of the code is missing there', () => {
  const calls = yaml('k8s', 'invocations.yaml');
  for (const name of names) {
    const listed = Object.values((calls[name] ?? {}) as Record<string, string[]>).flat();
    const paths = new Set(listed.map((call) => (call.split(' ')[1] ?? '').replace(/\{\w+\}/g, '{}')));
    // A replay takes the event route from what the consumer itself says.
    paths.delete('/events/{}');
    expect([name, [...paths].sort()]).toEqual([name, called(name).paths]);
    expect([
      name,
      Object.keys(calls[name] ?? {})
        .filter((callee) => callee !== 'consumers')
        .sort(),
    ]).toEqual([name, called(name).apps]);
  }
});

withKubectl('overlay production', () => {
  test('when a node is lost, then every service has another replica, and production brings no server of its own', () => {
    const objects = build('production');
    const scalers = objects.filter(({ kind }) => kind === 'ScaledObject' || kind === 'HorizontalPodAutoscaler');
    expect(scalers.map(({ spec }) => Number(spec.minReplicaCount ?? spec.minReplicas)).filter((least) => least < 2)).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'StatefulSet')).toEqual([]);
  });
});

withKubectl('overlay local', () => {
  test('when its Postgres is empty, then it makes the databases the secrets point to', () => {
    const list: string = build('local').find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'postgres-databases').data.databases;
    const made = localSecrets(databasesOf({ apps }), (name) => `password-of-${name}`);
    const urls = [...(made.get('databases.env') ?? '').matchAll(/^(\w+)=(\S+)$/gm)].map(
      ([, service, url]) => [service ?? '', new URL(url ?? '')] as const,
    );
    expect(urls.map(([service]) => service).sort()).toEqual([...names, 'workflow'].sort());
    for (const [, { pathname, username, password, hostname }] of urls) {
      expect(list.split('\n')).toContain(`${pathname.slice(1)} ${username}`);
      expect(made.get(`roles/${username}`)).toBe(password);
      expect(hostname).toBe('postgres');
    }
  });
});
