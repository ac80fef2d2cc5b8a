import { formatSamples } from '../formats';
import { isObject, type Json, type JsonObject, put } from '../json';
import { patternTerm } from '../regex/pattern';
import { findWord } from '../regex/words';
import { propertyRules } from '../prove/evaluate';
import { ARRAY, BOOLEAN, childrenOf, NULL, NUMBER, type Node, OBJECT, STRING } from '../schema/node';

/** Values two schemas speak of: what is near their limits tells them apart soonest. */
export interface Pool {
  names: string[];
  texts: string[];
  numbers: number[];
  values: Json[];
}

/** A repeatable source of choices, so that the same comparison always tries the same instances. */
export class Choices {
  constructor(private state = 0x2545f491) {}

  /** A whole number below the limit. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  /** One of a list, or undefined when it is empty. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(Math.max(list.length, 1))];
  }
}

/** Collects what the schemas speak of. */
export function poolOf(roots: Node[]): Pool {
  const names = new Set<string>(['extra']);
  const texts = new Set<string>(['', 'a', 'abc']);
  const numbers = new Set<number>([0, 1, -1, 0.5]);
  const values: Json[] = [null, true, [], {}];
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    [...(node.required ?? []), ...(node.properties?.keys() ?? []), ...(node.dependentRequired?.keys() ?? [])].forEach((name) => names.add(name));
    for (const { source } of node.patterns ?? []) addWord(names, source);
    for (const bound of [node.minimum, node.maximum, node.exclusiveMinimum, node.exclusiveMaximum, node.multipleOf]) {
      if (bound !== undefined) [bound, bound + 1, bound - 1, bound * 2].forEach((number) => numbers.add(number));
    }
    for (const length of [node.minLength, node.maxLength]) {
      if (length !== undefined && length < 300) [length - 1, length, length + 1].forEach((size) => size >= 0 && texts.add('a'.repeat(size)));
    }
    if (node.pattern !== undefined) addWord(texts, node.pattern);
    if (node.format !== undefined) formatSamples(node.format).forEach((text) => texts.add(text));
    values.push(...(node.values ?? []), ...examples(node));
    childrenOf(node).forEach(visit);
  };
  roots.forEach(visit);
  return { names: [...names], texts: [...texts], numbers: [...numbers], values };
}

function examples(node: Node): Json[] {
  const listed = node.raw?.examples;
  return [...(Array.isArray(listed) ? listed : []), ...(node.raw?.default === undefined ? [] : [node.raw.default])];
}

function addWord(words: Set<string>, source: string): void {
  const term = patternTerm(source);
  const word = term && findWord(term, { min: 0, max: 64, tries: 1 }, () => true)?.word;
  if (word) words.add(word);
}

/** An instance that follows a schema loosely; whether it is valid must be checked. */
export function sample(node: Node, pool: Pool, choices: Choices, depth = 4): Json {
  if (node.values && choices.below(8) > 0) return choices.pick(node.values) ?? null;
  const parts = [node, ...chosenParts(node, choices)];
  const types = parts.reduce((mask, part) => mask & part.types, 63) || node.types;
  const options = [NULL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT].filter((bit) => types & bit);
  const values = parts.find((part) => part.values)?.values;
  if (values) return choices.pick(values) ?? null;
  const structured = options.filter((bit) => bit & (ARRAY | OBJECT));
  const type = depth > 0 && structured.length > 0 && choices.below(3) > 0 ? choices.pick(structured) : choices.pick(options);
  switch (type) {
    case NUMBER:
      return choices.pick(pool.numbers) ?? 0;
    case STRING:
      return text(parts, pool, choices);
    case BOOLEAN:
      return choices.below(2) === 0;
    case ARRAY:
      return depth > 0 ? array(parts, pool, choices, depth) : [];
    case OBJECT:
      return object(parts, pool, choices, depth);
    default:
      return null;
  }
}

function chosenParts(node: Node, choices: Choices): Node[] {
  const direct = [...(node.allOf ?? [])];
  const any = choices.pick(node.anyOf ?? []);
  const one = choices.pick(node.oneOf ?? []);
  if (any) direct.push(any);
  if (one) direct.push(one);
  if (node.condition) direct.push(...(choices.below(2) === 0 ? [node.condition.if, node.condition.then] : [node.condition.else]));
  return direct.flatMap((part) => [part, ...chosenParts(part, choices)]);
}

function text(parts: Node[], pool: Pool, choices: Choices): string {
  const format = parts.find((part) => part.format)?.format;
  if (format && choices.below(4) > 0) return choices.pick(formatSamples(format)) ?? 'a';
  return choices.pick(pool.texts) ?? '';
}

function array(parts: Node[], pool: Pool, choices: Choices, depth: number): Json[] {
  const least = Math.max(...parts.map((part) => part.minItems ?? 0));
  const length = Math.min(least, 20) + choices.below(3);
  return Array.from({ length }, (_, i) => {
    const rules = parts.flatMap((part) => part.prefix?.[i] ?? part.rest ?? part.contains?.node ?? []);
    const rule = choices.pick(rules);
    return rule ? sample(rule, pool, choices, depth - 1) : (choices.pick(pool.values) ?? null);
  });
}

function object(parts: Node[], pool: Pool, choices: Choices, depth: number): JsonObject {
  const result: JsonObject = {};
  const names = new Set(parts.flatMap((part) => part.required ?? []));
  for (const name of parts.flatMap((part) => [...(part.properties?.keys() ?? [])])) if (choices.below(2) === 0) names.add(name);
  if (choices.below(4) === 0) names.add(choices.pick(pool.names) ?? 'extra');
  for (const name of names) {
    const rule = parts.flatMap((part) => propertyRules(part, name))[0];
    put(result, name, rule && depth > 0 ? sample(rule, pool, choices, depth - 1) : (choices.pick(pool.values) ?? null));
  }
  return result;
}

/** A copy of an instance with one part replaced or one member removed or added. */
export function mutate(value: Json, pool: Pool, choices: Choices): Json {
  if (choices.below(3) === 0 || (!Array.isArray(value) && !isObject(value))) return anyValue(pool, choices);
  if (Array.isArray(value)) {
    if (value.length === 0 || choices.below(3) === 0) return [...value, choices.pick(value) ?? anyValue(pool, choices)];
    const at = choices.below(value.length);
    return choices.below(3) === 0 ? value.filter((_, i) => i !== at) : value.map((item, i) => (i === at ? mutate(item, pool, choices) : item));
  }
  const copy: JsonObject = {};
  const target = choices.pick(Object.keys(value));
  const drop = choices.below(4) === 0;
  for (const [name, part] of Object.entries(value))
    if (name !== target) put(copy, name, part);
    else if (!drop) put(copy, name, mutate(part, pool, choices));
  if (choices.below(3) === 0) put(copy, choices.pick(pool.names) ?? 'extra', anyValue(pool, choices));
  return copy;
}

function anyValue(pool: Pool, choices: Choices): Json {
  const kind = choices.below(3);
  return (kind === 0 ? choices.pick(pool.numbers) : kind === 1 ? choices.pick(pool.texts) : choices.pick(pool.values)) ?? null;
}
