import { createHash } from 'node:crypto';
import type { ContractRegistry, ContractViolation } from '../events/contracts.js';
import type { PlatformEvent } from '../events/event.js';
import type { Subscription } from './types.js';

/** Why an event is given up. `HANDLER_FAILED` is the only one that used up attempts. */
export const DEAD_REASONS = ['INVALID_ENVELOPE', 'TYPE_CONTRADICTS_TOPIC', 'UNKNOWN_VERSION', 'INVALID_DATA', 'REJECTED', 'HANDLER_FAILED'] as const;
/** One of them. */
export type DeadReason = (typeof DEAD_REASONS)[number];

/** What is to be done with one delivered event. */
export type Classified =
  | { readonly kind: 'handle'; readonly event: PlatformEvent; readonly subscription: Subscription }
  | { readonly kind: 'unhandled'; readonly topic: string }
  | { readonly kind: 'dead'; readonly reason: DeadReason; readonly detail: string };

/** Sorts events before any of them is worked on; pure. */
export function createClassifier(contracts: ContractRegistry, subscriptions: readonly Subscription[]): (topic: string, raw: unknown) => Classified {
  const byTopic = new Map<string, Subscription[]>();
  for (const subscription of subscriptions) {
    byTopic.set(subscription.topic.name, [...(byTopic.get(subscription.topic.name) ?? []), subscription]);
  }
  const known = new Set(contracts.topicNames());
  return (topic, raw) => {
    const violations = contracts.validateEnvelope(raw);
    if (violations.length > 0) return dead('INVALID_ENVELOPE', listed(violations));
    const event = raw as PlatformEvent;
    if (event.type !== topic) return dead('TYPE_CONTRADICTS_TOPIC', `type ${event.type} on topic ${topic}`);
    const contract = contracts.forDataSchema(topic, event.dataschema);
    if (contract === undefined) return dead('UNKNOWN_VERSION', `no contract known for ${event.dataschema}`);
    const dataViolations = contract.validate(event.data);
    if (dataViolations.length > 0) return dead('INVALID_DATA', listed(dataViolations, '/data'));
    const major = Number.parseInt(contract.version, 10);
    const subscription = byTopic.get(topic)?.find((candidate) => candidate.topic.major === major);
    if (subscription !== undefined) return { kind: 'handle', event, subscription };
    return known.has(topic) && !byTopic.has(topic)
      ? { kind: 'unhandled', topic }
      : dead('UNKNOWN_VERSION', `major version ${major} of ${topic} is not handled here`);
  };
}

function dead(reason: DeadReason, detail: string): Classified {
  return { kind: 'dead', reason, detail };
}

function listed(violations: readonly ContractViolation[], prefix = ''): string {
  return violations.map((violation) => `${prefix}${violation.pointer || (prefix ? '' : '/')}: ${violation.message}`).join('; ');
}

/** The event as text, untouched, with a digest that stands for it where it has no usable id. */
export interface RawEvent {
  readonly text: string;
  readonly digest: string;
  /** The CloudEvent's id, or the digest. */
  readonly key: string;
  readonly eventId: string | null;
}

/** Serialises a delivered event for keeping. Never throws: an event that could not be kept would come back for ever. */
export function rawEvent(raw: unknown): RawEvent {
  const text = textOf(raw);
  const digest = createHash('sha256').update(text).digest('hex');
  const id = (raw as { id?: unknown } | null | undefined)?.id;
  // The database takes no text with a zero character.
  const eventId = typeof id === 'string' && id.length > 0 && id.length <= 256 && !id.includes('\0') ? id : null;
  return { text, digest, key: eventId ?? digest, eventId };
}

/** What is nested deeper than can be written has its attributes kept and its objects left out. */
function textOf(raw: unknown): string {
  try {
    return JSON.stringify(raw ?? null);
  } catch {
    return JSON.stringify(Object.fromEntries(Object.entries(raw as object).filter(([, value]) => typeof value !== 'object')));
  }
}
