import { equal, type Json } from '../json';
import { isMultiple } from './evaluate';
import type { Fact } from './fact';
import { NONE, type Outcome, unknown } from './literal';
import type { Solver } from './prover';

interface Range {
  low: number;
  lowOpen: boolean;
  high: number;
  highOpen: boolean;
  whole?: boolean;
  multiples: number[];
  refused: number[];
  differs: Json[];
  clash: boolean;
}

const MAX_LISTED = 3000;

function gather(facts: Fact[]): Range {
  const range: Range = { low: -Infinity, lowOpen: false, high: Infinity, highOpen: false, multiples: [], refused: [], differs: [], clash: false };
  for (const fact of facts) {
    if (fact.k === 'low' && (fact.value > range.low || (fact.value === range.low && fact.open)))
      Object.assign(range, { low: fact.value, lowOpen: fact.open });
    if (fact.k === 'high' && (fact.value < range.high || (fact.value === range.high && fact.open)))
      Object.assign(range, { high: fact.value, highOpen: fact.open });
    if (fact.k === 'whole') {
      if (range.whole !== undefined && range.whole !== fact.yes) range.clash = true;
      range.whole = fact.yes;
    }
    if (fact.k === 'multiple') (fact.yes ? range.multiples : range.refused).push(fact.of);
    if (fact.k === 'differs') range.differs.push(fact.value);
  }
  return range;
}

/** A decimal as a fraction of whole numbers, exactly as written in the schema. */
function fraction(value: number): [bigint, bigint] {
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', part = ''] = digits.split('.');
  const power = Number(exponent) - part.length;
  const top = BigInt(whole + part);
  return power >= 0 ? [top * 10n ** BigInt(power), 1n] : [top, 10n ** BigInt(-power)];
}

/**
 * Whether every number Ajv takes as a multiple of `inner` it also takes as one of `outer`. Ajv divides in
 * floating point: whole numbers and power-of-two ratios are safe, and a divisor whose stored value is off by
 * less than half a unit in the last place cannot push a whole quotient off.
 */
export function multipleWithin(inner: number, outer: number): boolean {
  if (inner === outer) return true;
  const [a, b] = fraction(inner);
  const [c, d] = fraction(outer);
  if (c === 0n || (a * d) % (b * c) !== 0n) return false;
  const ratio = inner / outer;
  if (Number.isInteger(Math.log2(ratio)) && outer * ratio === inner) return true;
  if (!Number.isInteger(inner)) return false;
  if (Number.isInteger(outer)) return true;
  return offBy(outer) < 0.9 * 2 ** -54;
}

/** Relative distance of the stored number from the decimal it was written as. */
function offBy(value: number): number {
  const [top, bottom] = fraction(value);
  const scale = 2n ** 200n;
  let bits = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    bits++;
  }
  const stored = (BigInt(mantissa) * scale) / 2n ** BigInt(bits);
  const written = (top * scale) / bottom;
  const gap = stored > written ? stored - written : written - stored;
  return Number((gap * 10n ** 40n) / written) / 1e40;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The whole-number step all candidates share, when there is one. */
function wholeStep(range: Range): number | undefined {
  const steps = range.multiples.filter((of) => Number.isInteger(of) && of <= 2 ** 40);
  if (range.whole) steps.push(1);
  if (steps.length === 0) return undefined;
  const step = steps.reduce((a, b) => (a / gcd(a, b)) * b);
  return step <= 2 ** 40 ? step : undefined;
}

function impossible(range: Range): boolean {
  if (range.clash || range.low > range.high || (range.low === range.high && (range.lowOpen || range.highOpen))) return true;
  const step = wholeStep(range);
  const known = step === undefined ? range.multiples : [...range.multiples, step];
  if (range.refused.some((of) => known.some((one) => multipleWithin(one, of)))) return true;
  if (range.whole === false && known.some((one) => Number.isInteger(one))) return true;
  return known.some((of) => holdsNoMultiple(range, of));
}

/** Whether the interval lies strictly between two neighbouring multiples, by a margin beyond rounding. */
function holdsNoMultiple({ low, lowOpen, high, highOpen }: Range, of: number): boolean {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return false;
  if (Number.isInteger(of) && Math.abs(low) < 2 ** 50 && Math.abs(high) < 2 ** 50) {
    const first = Math.ceil(low / of) * of;
    const start = first === low && lowOpen ? first + of : first;
    return highOpen ? start >= high : start > high;
  }
  const below = Math.floor(low / of);
  const margin = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
  return low - below * of > margin && (below + 1) * of - high > margin;
}

function fits(range: Range, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (value < range.low || (range.lowOpen && value === range.low)) return false;
  if (value > range.high || (range.highOpen && value === range.high)) return false;
  if (range.whole !== undefined && Number.isInteger(value) !== range.whole) return false;
  if (!range.multiples.every((of) => isMultiple(value, of)) || range.refused.some((of) => isMultiple(value, of))) return false;
  return !range.differs.some((one) => equal(one, value));
}

/** All candidates when they are few whole numbers: then trying them decides. */
function listing(range: Range): number[] | undefined {
  if (range.low === range.high) return [range.low];
  const step = wholeStep(range);
  if (step === undefined || !Number.isFinite(range.low) || !Number.isFinite(range.high)) return undefined;
  if ((range.high - range.low) / step > MAX_LISTED || Math.max(Math.abs(range.low), Math.abs(range.high)) > 2 ** 50) return undefined;
  const all: number[] = [];
  for (let value = Math.ceil(range.low / step) * step; value <= range.high; value += step) all.push(value === 0 ? 0 : value);
  return all.sort((a, b) => Math.abs(a) - Math.abs(b));
}

function* candidates(range: Range): Generator<number> {
  const step = wholeStep(range);
  const anchors = [0, 1, range.low, range.high].filter(Number.isFinite);
  for (const anchor of anchors) yield* [anchor, anchor + 1, anchor - 1, anchor + 0.5, anchor - 0.5, anchor + 0.1, anchor - 0.25];
  if (Number.isFinite(range.low) && Number.isFinite(range.high)) {
    for (let i = 1; i < 16; i++) yield range.low + ((range.high - range.low) * i) / 16;
  }
  const steps = [...range.multiples, ...(step === undefined ? [1] : [step])];
  const span = range.differs.length + 260;
  for (const of of steps) {
    for (const anchor of anchors) {
      const base = Math.round(anchor / of);
      for (let k = 0; k <= span; k++) yield* [(base + k) * of, (base - k) * of];
    }
  }
  for (let i = 0; i < span; i++) yield i + 0.37;
}

/** Numbers: intervals, multiples and single exclusions. */
export const numberSolver: Solver = {
  plausible: (facts) => !impossible(gather(facts)),
  solve(facts): Outcome {
    const range = gather(facts);
    if (impossible(range)) return NONE;
    const all = listing(range);
    for (const value of all ?? candidates(range)) if (fits(range, value)) return { kind: 'some', value: value === 0 ? 0 : value };
    return all ? NONE : unknown('no number was found, and none was ruled out');
  },
};
