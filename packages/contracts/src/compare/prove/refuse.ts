import { isAsserted, NUMBER_FORMATS } from '../formats';
import { ARRAY, NUMBER, OBJECT, STRING, type Node, typeBit } from '../schema/node';
import { blank, type Universe } from '../schema/universe';
import { differing, outsideOf } from './accept';
import { evaluatedCases } from './evaluated';
import { byFacts, byLiterals, type Choice, type Demand, EVERY_NAME, type Fact, type Way } from './fact';
import { no, yes } from './literal';

/**
 * What being refused by a node demands of an instance of one type: one of its keywords must fail.
 * `null` when the node refuses none of that type, an empty demand when it refuses all of it.
 */
export function demandNo(node: Node, type: number, universe: Universe): Demand | null {
  const free: Demand = { literals: [], facts: [], choices: [] };
  if (!(node.types & type)) return free;
  const values = node.values?.filter((value) => typeBit(value) === type);
  if (values?.length === 0) return free;
  const ways: Way[] = [];
  if (type === NUMBER) ways.push(...numberWays(node));
  if (type === STRING) ways.push(...stringWays(node));
  if (type === ARRAY) ways.push(...arrayWays(node, universe));
  if (type === OBJECT) ways.push(...objectWays(node, universe));
  ways.push(...logicWays(node));
  if (values) return refuseValues(node, type, universe, ways, values);
  if (ways.length === 0) return null;
  return { ...free, choices: [{ ways, unless: yes(node) }] };
}

function refuseValues(node: Node, type: number, universe: Universe, ways: Way[], values: NonNullable<Node['values']>): Demand {
  const differs: Fact[] = type === NUMBER || type === STRING ? values.map((value) => ({ k: 'differs', value })) : [];
  const choices: Choice[] = type === ARRAY || type === OBJECT ? values.map((value) => differing(value, universe)) : [];
  if (ways.length === 0) return { literals: [], facts: differs, choices };
  if (choices.length === 0) return { literals: [], facts: [], choices: [{ ways: [...ways, byFacts(...differs)], unless: yes(node) }] };
  const plain = universe.intern({ ...blank(), values });
  return { literals: [], facts: [], choices: [{ ways: [...ways, byLiterals(no(plain))], unless: yes(node) }] };
}

function logicWays(node: Node): Way[] {
  const ways = (node.allOf ?? []).map((part) => byLiterals(no(part)));
  if (node.anyOf) ways.push(byLiterals(...node.anyOf.map(no)));
  const one = node.oneOf;
  if (one) {
    ways.push(byLiterals(...one.map(no)));
    one.forEach((a, i) => one.slice(i + 1).forEach((b) => ways.push(byLiterals(yes(a), yes(b)))));
  }
  if (node.not) ways.push(byLiterals(yes(node.not)));
  if (node.condition) {
    const { if: test, then, else: otherwise } = node.condition;
    ways.push(byLiterals(yes(test), no(then)), byLiterals(no(test), no(otherwise)));
  }
  return ways.filter((way) => !way.literals.some((literal) => literal === 0 || literal === 3));
}

function numberWays(node: Node): Way[] {
  const ways: Way[] = [];
  const high = (value: number, open: boolean) => ways.push(byFacts({ k: 'high', value, open }));
  const low = (value: number, open: boolean) => ways.push(byFacts({ k: 'low', value, open }));
  if (node.integer || node.format === 'int32' || node.format === 'int64') ways.push(byFacts({ k: 'whole', yes: false }));
  if (node.minimum !== undefined) high(node.minimum, true);
  if (node.exclusiveMinimum !== undefined) high(node.exclusiveMinimum, false);
  if (node.maximum !== undefined) low(node.maximum, true);
  if (node.exclusiveMaximum !== undefined) low(node.exclusiveMaximum, false);
  if (node.multipleOf !== undefined) ways.push(byFacts({ k: 'multiple', of: node.multipleOf, yes: false }));
  if (node.format === 'int32') {
    high(-(2 ** 31), true);
    low(2 ** 31 - 1, true);
  }
  return ways;
}

function stringWays(node: Node): Way[] {
  const ways: Way[] = [];
  if (node.minLength !== undefined) ways.push(byFacts({ k: 'length', min: 0, max: node.minLength - 1 }));
  if (node.maxLength !== undefined) ways.push(byFacts({ k: 'length', min: node.maxLength + 1, max: Infinity }));
  if (node.pattern !== undefined) ways.push(byFacts({ k: 'pattern', source: node.pattern, yes: false }));
  if (node.format !== undefined && isAsserted(node.format) && !NUMBER_FORMATS.has(node.format)) {
    ways.push(byFacts({ k: 'format', name: node.format, yes: false }));
  }
  return ways;
}

function arrayWays(node: Node, universe: Universe): Way[] {
  const ways: Way[] = [];
  const prefix = node.prefix ?? [];
  if (node.minItems !== undefined) ways.push(byFacts({ k: 'count', min: 0, max: node.minItems - 1 }));
  if (node.maxItems !== undefined) ways.push(byFacts({ k: 'count', min: node.maxItems + 1, max: Infinity }));
  prefix.forEach((part, i) => part.id !== 1 && ways.push(byFacts({ k: 'some', from: i, to: i + 1, literals: [no(part)] })));
  if (node.rest && node.rest.id !== 1) ways.push(byFacts({ k: 'some', from: prefix.length, to: Infinity, literals: [no(node.rest)] }));
  if (node.contains) {
    const { node: wanted, min, max } = node.contains;
    if (min > 0) ways.push(byFacts({ k: 'matching', literal: yes(wanted), min: 0, max: min - 1 }));
    if (max < Infinity) ways.push(byFacts({ k: 'matching', literal: yes(wanted), min: max + 1, max: Infinity }));
  }
  if (node.unique) ways.push(byFacts({ k: 'unique', yes: false }));
  const left = node.unevaluatedItems;
  if (!left || left.id === 1) return ways;
  const rest = universe.intern(without(node, 'unevaluatedItems'));
  for (const one of evaluatedCases(node, 'items', universe, false)) {
    if (one.all) continue;
    const literals = [no(left), ...one.matching.map(no)];
    ways.push({ literals: [yes(rest), ...one.literals], facts: [{ k: 'some', from: one.prefix, to: Infinity, literals }] });
  }
  return ways;
}

function objectWays(node: Node, universe: Universe): Way[] {
  const ways: Way[] = [];
  if (node.minProperties !== undefined) ways.push(byFacts({ k: 'size', min: 0, max: node.minProperties - 1 }));
  if (node.maxProperties !== undefined) ways.push(byFacts({ k: 'size', min: node.maxProperties + 1, max: Infinity }));
  node.required?.forEach((name) => ways.push(byFacts({ k: 'lacks', name })));
  for (const [trigger, wanted] of node.dependentRequired ?? []) {
    for (const name of wanted) if (name !== trigger) ways.push(byFacts({ k: 'has', name: trigger }, { k: 'lacks', name }));
  }
  for (const [trigger, part] of node.dependentSchemas ?? []) ways.push({ literals: [no(part)], facts: [{ k: 'has', name: trigger }] });
  const breach = (names: typeof EVERY_NAME, part: Node) => {
    if (part.id !== 1) ways.push(byFacts({ k: 'any', names, literals: [no(part)], nameLiterals: [] }));
  };
  for (const [name, part] of node.properties ?? []) breach({ kind: 'one', name }, part);
  for (const { source, node: part } of node.patterns ?? []) breach({ kind: 'pattern', source }, part);
  if (node.additional) breach(outsideOf(node), node.additional);
  if (node.names) ways.push(byFacts({ k: 'any', names: EVERY_NAME, literals: [], nameLiterals: [no(node.names)] }));
  const left = node.unevaluatedProperties;
  if (!left || left.id === 1) return ways;
  const rest = universe.intern(without(node, 'unevaluatedProperties'));
  for (const one of evaluatedCases(node, 'names', universe, false)) {
    if (one.all) continue;
    const names = { kind: 'outside' as const, names: one.names, patterns: one.patterns };
    ways.push({ literals: [yes(rest), ...one.literals], facts: [{ k: 'any', names, literals: [no(left)], nameLiterals: [] }] });
  }
  return ways;
}

function without(node: Node, key: 'unevaluatedItems' | 'unevaluatedProperties'): Node {
  const copy: Node = { ...node, id: -1 };
  Reflect.deleteProperty(copy, key);
  return copy;
}
