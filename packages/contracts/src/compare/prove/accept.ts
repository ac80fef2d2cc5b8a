import { isAsserted, NUMBER_FORMATS } from '../formats';
import { isObject, type Json } from '../json';
import { ARRAY, NUMBER, OBJECT, STRING, type Node, typeBit } from '../schema/node';
import type { Universe } from '../schema/universe';
import { evaluatedCases } from './evaluated';
import { byFacts, byLiterals, type Choice, type Demand, EVERY_NAME, type Fact, type Way } from './fact';
import { type Literal, no, yes } from './literal';
import { blank } from '../schema/universe';

/** What accepting by a node demands of an instance of one type; null when it accepts none of that type. */
export function demandYes(node: Node, type: number, universe: Universe): Demand | null {
  if (!(node.types & type)) return null;
  const demand: Demand = { literals: [], facts: [], choices: [] };
  if (node.values) {
    const values = node.values.filter((value) => typeBit(value) === type);
    if (values.length === 0) return null;
    demand.facts.push({ k: 'values', values });
  }
  if (type === NUMBER) demand.facts.push(...numberFacts(node));
  if (type === STRING) demand.facts.push(...stringFacts(node));
  if (type === ARRAY) arrayDemand(node, demand, universe);
  if (type === OBJECT) objectDemand(node, demand, universe);
  logicDemand(node, demand);
  return demand;
}

function logicDemand(node: Node, demand: Demand): void {
  for (const part of node.allOf ?? []) demand.literals.push(yes(part));
  if (node.anyOf) demand.choices.push({ ways: node.anyOf.map((part) => byLiterals(yes(part))) });
  const one = node.oneOf;
  if (one) demand.choices.push({ ways: one.map((part, i) => byLiterals(yes(part), ...one.filter((_, j) => j !== i).map(no))) });
  if (node.not) demand.literals.push(no(node.not));
  if (node.condition) {
    const { if: test, then, else: otherwise } = node.condition;
    demand.choices.push({ ways: [byLiterals(yes(test), yes(then)), byLiterals(no(test), yes(otherwise))] });
  }
}

function numberFacts(node: Node): Fact[] {
  const facts: Fact[] = [];
  if (node.integer) facts.push({ k: 'whole', yes: true });
  if (node.minimum !== undefined) facts.push({ k: 'low', value: node.minimum, open: false });
  if (node.exclusiveMinimum !== undefined) facts.push({ k: 'low', value: node.exclusiveMinimum, open: true });
  if (node.maximum !== undefined) facts.push({ k: 'high', value: node.maximum, open: false });
  if (node.exclusiveMaximum !== undefined) facts.push({ k: 'high', value: node.exclusiveMaximum, open: true });
  if (node.multipleOf !== undefined) facts.push({ k: 'multiple', of: node.multipleOf, yes: true });
  if (node.format === 'int32' || node.format === 'int64') facts.push({ k: 'whole', yes: true });
  if (node.format === 'int32') facts.push({ k: 'low', value: -(2 ** 31), open: false }, { k: 'high', value: 2 ** 31 - 1, open: false });
  return facts;
}

function stringFacts(node: Node): Fact[] {
  const facts: Fact[] = [];
  if (node.minLength !== undefined || node.maxLength !== undefined) {
    facts.push({ k: 'length', min: node.minLength ?? 0, max: node.maxLength ?? Infinity });
  }
  if (node.pattern !== undefined) facts.push({ k: 'pattern', source: node.pattern, yes: true });
  if (node.format !== undefined && isAsserted(node.format) && !NUMBER_FORMATS.has(node.format)) {
    facts.push({ k: 'format', name: node.format, yes: true });
  }
  return facts;
}

function arrayDemand(node: Node, demand: Demand, universe: Universe): void {
  const { facts } = demand;
  if (node.minItems !== undefined || node.maxItems !== undefined) {
    facts.push({ k: 'count', min: node.minItems ?? 0, max: node.maxItems ?? Infinity });
  }
  if (node.unique) facts.push({ k: 'unique', yes: true });
  node.prefix?.forEach((part, i) => facts.push({ k: 'every', from: i, to: i + 1, literal: yes(part) }));
  if (node.rest) facts.push({ k: 'every', from: node.prefix?.length ?? 0, to: Infinity, literal: yes(node.rest) });
  if (node.contains) facts.push({ k: 'matching', literal: yes(node.contains.node), min: node.contains.min, max: node.contains.max });
  const left = node.unevaluatedItems;
  if (!left) return;
  const ways = evaluatedCases(node, 'items', universe, false).map((one): Way => {
    if (one.all) return { literals: one.literals, facts: [] };
    const rule = one.matching.length === 0 ? left : universe.intern({ ...blank(), anyOf: [...one.matching, left] });
    return { literals: one.literals, facts: [{ k: 'every', from: one.prefix, to: Infinity, literal: yes(rule) }] };
  });
  demand.choices.push({ ways });
}

function objectDemand(node: Node, demand: Demand, universe: Universe): void {
  const { facts, choices } = demand;
  if (node.minProperties !== undefined || node.maxProperties !== undefined) {
    facts.push({ k: 'size', min: node.minProperties ?? 0, max: node.maxProperties ?? Infinity });
  }
  node.required?.forEach((name) => facts.push({ k: 'has', name }));
  for (const [name, part] of node.properties ?? []) facts.push({ k: 'each', names: { kind: 'one', name }, literal: yes(part) });
  for (const { source, node: part } of node.patterns ?? []) facts.push({ k: 'each', names: { kind: 'pattern', source }, literal: yes(part) });
  if (node.additional) facts.push({ k: 'each', names: outsideOf(node), literal: yes(node.additional) });
  if (node.names) facts.push({ k: 'naming', literal: yes(node.names) });
  for (const [name, wanted] of node.dependentRequired ?? []) {
    choices.push({ ways: [byFacts({ k: 'lacks', name }), byFacts(...wanted.map((one): Fact => ({ k: 'has', name: one })))] });
  }
  for (const [name, part] of node.dependentSchemas ?? []) {
    choices.push({ ways: [byFacts({ k: 'lacks', name }), { literals: [yes(part)], facts: [{ k: 'has', name }] }] });
  }
  const left = node.unevaluatedProperties;
  if (!left) return;
  const ways = evaluatedCases(node, 'names', universe, false).map((one): Way => ({
    literals: one.literals,
    facts: one.all ? [] : [{ k: 'each', names: { kind: 'outside', names: one.names, patterns: one.patterns }, literal: yes(left) }],
  }));
  choices.push({ ways });
}

/** The names additionalProperties looks at. */
export function outsideOf(node: Node): Extract<typeof EVERY_NAME, { kind: 'outside' }> {
  return { kind: 'outside', names: new Set(node.properties?.keys() ?? []), patterns: (node.patterns ?? []).map((entry) => entry.source) };
}

/** The ways an object or array can differ from a given one. */
export function differing(value: Json, universe: Universe): Choice {
  const but = (part: Json): Literal => no(universe.intern({ ...blank(), values: [part] }));
  if (Array.isArray(value)) {
    const ways = value.map((item, i) => byFacts({ k: 'some', from: i, to: i + 1, literals: [but(item)] }));
    if (value.length > 0) ways.push(byFacts({ k: 'count', min: 0, max: value.length - 1 }));
    return { ways: [...ways, byFacts({ k: 'count', min: value.length + 1, max: Infinity })] };
  }
  if (!isObject(value)) return { ways: [] };
  const names = Object.keys(value);
  const ways = names.flatMap((name) => [
    byFacts({ k: 'lacks', name }),
    byFacts({ k: 'any', names: { kind: 'one', name }, literals: [but(value[name] as Json)], nameLiterals: [] }),
  ]);
  ways.push(byFacts({ k: 'any', names: { kind: 'outside', names: new Set(names), patterns: [] }, literals: [], nameLiterals: [] }));
  return { ways };
}
