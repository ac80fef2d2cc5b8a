import type { Json, JsonObject } from '../compare/json';

/** What a new topic is made of. */
export interface TopicPlan {
  readonly topic: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Names of the properties that lead to the partition key. */
  readonly key: readonly string[];
  /** `$id`s of shared models to use, where the folder has them. */
  readonly models: { readonly uuid?: string; readonly timestamp?: string };
}

interface Part {
  readonly schema: JsonObject;
  readonly example: Json;
}

/** The first version of a topic: its key, when it happened, and room for the rest. */
export function skeletonOf({ id, title, description, key, models }: TopicPlan): JsonObject {
  const [first = 'id', ...rest] = key;
  const named = keyPart(first, rest, models);
  const at = momentPart(models);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title,
    description,
    type: 'object',
    required: [first, 'occurredAt'],
    properties: { [first]: named.schema, occurredAt: at.schema },
    examples: [{ [first]: named.example, occurredAt: at.example }],
  };
}

const KEY_WORDS = 'Says what it happened to; events that agree in it are applied in order.';

function keyPart(name: string, rest: readonly string[], models: TopicPlan['models']): Part {
  const [next, ...further] = rest;
  if (next !== undefined) {
    const inner = keyPart(next, further, models);
    const description = 'What it happened to.';
    return {
      schema: { type: 'object', description, required: [next], properties: { [next]: inner.schema } },
      example: { [next]: inner.example },
    };
  }
  const isId = /(^id|Id)$/.test(name);
  const example = isId ? '0191d1f4-8c3a-7b11-9d6e-000000000001' : 'A-1';
  if (isId && models.uuid !== undefined) return { schema: { $ref: models.uuid, description: KEY_WORDS }, example };
  return { schema: { type: 'string', description: KEY_WORDS, minLength: 1, maxLength: 256 }, example };
}

function momentPart({ timestamp }: TopicPlan['models']): Part {
  const description = 'When it happened.';
  const schema: JsonObject = timestamp === undefined ? { type: 'string', description, format: 'date-time' } : { $ref: timestamp, description };
  return { schema, example: '2026-03-14T09:26:53.589Z' };
}
