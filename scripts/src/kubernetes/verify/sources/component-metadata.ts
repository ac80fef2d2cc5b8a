import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fieldsAt, listAt, nameOf, ofKind, textAt, type Fields, type Manifest } from '../manifest.js';
import type { Finding } from '../policy/rule.js';

/** Read by the sidecar itself, whatever the component: pkg/scopes, pkg/components/state/state_config.go, pkg/runtime/pubsub/outbox.go. */
const OF_THE_SIDECAR: Readonly<Record<string, readonly string[]>> = {
  pubsub: ['allowedTopics', 'protectedTopics', 'publishingScopes', 'subscriptionScopes'],
  state: ['keyPrefix', 'actorStateStore', 'outboxPublishPubsub', 'outboxPublishTopic', 'outboxPubsub', 'outboxDiscardWhenMissingState'],
};
/** Read by the component and missing from its description: common/component/redis/redis.go. */
const UNDESCRIBED: Readonly<Record<string, readonly string[]>> = { 'state.redis': ['maxRetries', 'maxRetryBackoff'] };

interface Description {
  readonly type: string;
  readonly names: ReadonlyMap<string, Fields>;
  readonly required: readonly string[];
}

/**
 * Compares each Component's metadata with the component's own description. The sidecar ignores a name it does not know, so that
 * a misspelt setting would be found by nobody.
 */
export function componentFindings(manifests: readonly Manifest[], componentsFolder: string): Finding[] {
  return ofKind(manifests, 'Component').flatMap((component) => {
    const type = textAt(component, 'spec', 'type') ?? '';
    const description = describe(componentsFolder, type, textAt(component, 'spec', 'version') ?? 'v1');
    const problems = description === undefined ? [`Dapr has no component ${type}`] : metadataProblems(component, description);
    return problems.map((problem): Finding => ({ object: nameOf(component), problem }));
  });
}

function metadataProblems(component: Manifest, { type, names, required }: Description): string[] {
  const items = listAt(component, 'spec', 'metadata');
  const given = new Set(items.map((item) => String(item['name']).toLowerCase()));
  const extra = [...(OF_THE_SIDECAR[type.split('.')[0] ?? ''] ?? []), ...(UNDESCRIBED[type] ?? [])].map((name) => name.toLowerCase());
  return [
    ...required.filter((name) => !given.has(name.toLowerCase())).map((name) => `metadata ${name} is missing`),
    ...items.flatMap((item) => {
      const name = String(item['name']);
      const known = names.get(name.toLowerCase());
      if (known === undefined) return extra.includes(name.toLowerCase()) ? [] : [`${type} knows no metadata ${name}`];
      return valueProblems(name, known, item['value']);
    }),
  ];
}

/** Values that are written down: the right type, and nothing the component calls sensitive. */
function valueProblems(name: string, known: Fields, value: unknown): string[] {
  if (value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (known['sensitive'] === true && text !== '') return [`metadata ${name} is in clear`];
  if (known['type'] === 'bool' && !/^(true|false)$/i.test(text)) return [`metadata ${name} is ${text}, not true or false`];
  if (known['type'] === 'number' && !Number.isFinite(Number(text))) return [`metadata ${name} is ${text}, not a number`];
  return [];
}

function describe(folder: string, type: string, version: string): Description | undefined {
  const path = [join(folder, ...type.split('.'), version), join(folder, ...type.split('.'))]
    .map((place) => join(place, 'metadata.yaml'))
    .find((place) => existsSync(place));
  if (path === undefined) return undefined;
  const description: unknown = parse(readFileSync(path, 'utf8'));
  const own = listAt(description, 'metadata');
  const profiles = listAt(description, 'authenticationProfiles').flatMap((profile) => listAt(profile, 'metadata'));
  const names = new Map([...own, ...profiles].map((item) => [String(item['name']).toLowerCase(), item]));
  // What a binding requires may come with each request.
  const required = type.startsWith('bindings.') ? [] : own.filter((item) => item['required'] === true);
  return { type, names, required: required.map((item) => String(item['name'])) };
}

/** The annotations the injector reads; one it does not know is ignored without a word. */
export function annotationFindings(manifests: readonly Manifest[], daprFolder: string): Finding[] {
  const source = readFileSync(join(daprFolder, 'pkg', 'injector', 'annotations', 'annotations.go'), 'utf8');
  const known = new Set([...source.matchAll(/= "(dapr\.io\/[^"]+)"/g)].map(([, name]) => name));
  return manifests.flatMap((manifest) => {
    const template = { ...fieldsAt(manifest, 'spec', 'template', 'metadata', 'annotations') };
    return Object.keys({ ...template, ...manifest.metadata.annotations })
      .filter((name) => name.startsWith('dapr.io/') && !known.has(name))
      .map((name): Finding => ({ object: nameOf(manifest), problem: `the injector knows no annotation ${name}` }));
  });
}
