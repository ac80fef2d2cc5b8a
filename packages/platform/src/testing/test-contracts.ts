import type { ContractRegistry, ContractViolation, DataContract, Topic } from '../events/contracts.js';

/** Data of the test topic: `value` must be a number. */
export interface Ping {
  readonly key: string;
  readonly value: number;
}

/** A topic for tests of the platform itself. */
export const ping: Topic<Ping> = { name: 'tests.ping.sent', major: 1 };
/** Known, and handled by nobody. */
export const pong: Topic<Ping> = { name: 'tests.pong.sent', major: 1 };

/** A registry with the two test topics in versions 1.0 and 1.1. */
export const testContracts: ContractRegistry = {
  validateEnvelope: (event) =>
    isObject(event) && typeof event['id'] === 'string' && typeof event['type'] === 'string' ? [] : [violation('/id', 'must be a CloudEvent')],
  topicNames: () => [ping.name, pong.name],
  newest: (topic, major) => (known(topic) && major === 1 ? contract(topic, '1.1') : undefined),
  forDataSchema: (topic, dataschema) => {
    const version = /\/(\d+)\.\d+$/.exec(dataschema);
    return known(topic) && version?.[1] === '1' ? contract(topic, '1.1') : undefined;
  },
  partitionKey: (_topic, data) => (isObject(data) && typeof data['key'] === 'string' ? data['key'] : undefined),
  ownerOf: () => 'tests',
};

function known(topic: string): boolean {
  return topic === ping.name || topic === pong.name;
}

function contract(topic: string, version: string): DataContract {
  return {
    topic,
    version,
    id: `https://schemas.sidecart.dev/${topic}/${version}`,
    validate: (data) => (isObject(data) && typeof data['value'] === 'number' ? [] : [violation('/value', 'must be number')]),
  };
}

function violation(pointer: string, message: string): ContractViolation {
  return { pointer, message, keyword: 'type' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
