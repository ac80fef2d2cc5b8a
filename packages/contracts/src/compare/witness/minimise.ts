import { isObject, type Json, type JsonObject, put } from '../json';

const MAX_CHECKS = 400;

/** Shrinks an instance while it stays a counterexample: fewer members, shorter texts, plainer values. */
export function minimise(value: Json, holds: (value: Json) => boolean): Json {
  let left = MAX_CHECKS;
  const still = (candidate: Json) => left-- > 0 && holds(candidate);
  let current = value;
  for (let before: Json | undefined; before !== current && left > 0;) {
    before = current;
    current = shrink(current, still);
  }
  return current;
}

function shrink(value: Json, holds: (value: Json) => boolean): Json {
  let current = value;
  for (const plain of plainer(current)) {
    if (!holds(plain)) continue;
    current = plain;
    break;
  }
  if (Array.isArray(current)) return shrinkArray(current, holds);
  return isObject(current) ? shrinkObject(current, holds) : current;
}

function plainer(value: Json): Json[] {
  if (typeof value === 'string') return plainerText(value);
  if (typeof value === 'number') return [0, 1, -1, 2, Math.trunc(value), Math.round(value * 10) / 10].filter((one) => cost(one) < cost(value));
  if (Array.isArray(value)) return value.length > 0 ? [[], null] : [];
  return isObject(value) && Object.keys(value).length > 0 ? [{}, null] : [];
}

function cost(value: number): number {
  return String(value).length * 4 + (value < 0 ? 1 : 0) + Math.min(Math.abs(value), 2);
}

function plainerText(text: string): string[] {
  const points = Array.from(text);
  if (points.length === 0) return [];
  return ['', 'a', points.slice(0, points.length >> 1).join(''), points.slice(0, -1).join(''), points.slice(1).join('')].filter(
    (one) => one.length < text.length || (one === 'a' && text > 'a' && text.length === 1),
  );
}

function shrinkArray(items: Json[], holds: (value: Json) => boolean): Json[] {
  let current = items;
  for (let i = current.length - 1; i >= 0; i--) {
    const shorter = current.filter((_, at) => at !== i);
    if (holds(shorter)) current = shorter;
  }
  current.forEach((_, i) => {
    const inner = shrink(current[i] as Json, (part) => holds(current.map((item, at) => (at === i ? part : item))));
    if (inner !== current[i]) current = current.map((item, at) => (at === i ? inner : item));
  });
  return current;
}

function shrinkObject(object: JsonObject, holds: (value: Json) => boolean): JsonObject {
  let current = object;
  const replaced = (name: string, part?: Json): JsonObject => {
    const copy: JsonObject = {};
    for (const [key, value] of Object.entries(current))
      if (key !== name) put(copy, key, value);
      else if (part !== undefined) put(copy, key, part);
    return copy;
  };
  for (const name of Object.keys(object)) {
    const smaller = replaced(name);
    if (holds(smaller)) current = smaller;
  }
  for (const name of Object.keys(current)) {
    const inner = shrink(current[name] as Json, (part) => holds(replaced(name, part)));
    if (inner !== current[name]) current = replaced(name, inner);
  }
  return current;
}
