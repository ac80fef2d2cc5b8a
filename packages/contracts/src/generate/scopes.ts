import type { Topology } from '../review/affected';
import type { Sources } from './sources';

/** What one service may do with topics. */
export interface ServiceScope {
  readonly publishes: readonly string[];
  readonly consumes: readonly string[];
}

/** Every topic, and what each service may do, by service name. */
export interface Scopes {
  readonly topics: readonly string[];
  readonly services: ReadonlyMap<string, ServiceScope>;
}

/** One entry of the metadata of a Dapr component. */
export interface ComponentMetadata {
  readonly name: string;
  readonly value: string;
}

/** The scopes that the catalog and the services' subscriptions amount to. */
export function scopesOf({ catalog }: Pick<Sources, 'catalog'>, { producers, consumers }: Topology): Scopes {
  const topics = Object.keys(catalog).sort();
  const of = (map: ReadonlyMap<string, readonly string[]>, service: string) => topics.filter((topic) => map.get(topic)?.includes(service));
  const names = new Set(topics.flatMap((topic) => [...(producers.get(topic) ?? []), ...(consumers.get(topic) ?? [])]));
  const services = [...names].sort().map((name) => [name, { publishes: of(producers, name), consumes: of(consumers, name) }] as const);
  return { topics, services: new Map(services) };
}

/**
 * The metadata that makes a Dapr pub/sub component hold services to their scopes. All topics are
 * protected: a service that is not listed may use none of them, where Dapr by default allows it all.
 */
export function scopeMetadata({ topics, services }: Scopes): readonly ComponentMetadata[] {
  const lists = (of: (scope: ServiceScope) => readonly string[]) => [...services].map(([name, scope]) => `${name}=${of(scope).join(',')}`).join(';');
  return [
    { name: 'allowedTopics', value: topics.join(',') },
    { name: 'protectedTopics', value: topics.join(',') },
    { name: 'publishingScopes', value: lists(({ publishes }) => publishes) },
    { name: 'subscriptionScopes', value: lists(({ consumes }) => consumes) },
  ];
}

/** The scopes as a file: `metadata` can be taken over into a component as it is. JSON has no comments, so the notice is a member. */
export function emitScopes(scopes: Scopes, notice: string): string {
  const body = JSON.stringify({ metadata: scopeMetadata(scopes), services: Object.fromEntries(scopes.services) }, null, 2);
  return `{ "$comment": ${JSON.stringify(notice)},\n${body.slice(2)}\n`;
}
