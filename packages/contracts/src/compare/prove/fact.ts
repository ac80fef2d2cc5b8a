import type { Json } from '../json';
import type { Literal } from './literal';

/** A set of property names. */
export type NameSet =
  { kind: 'one'; name: string } | { kind: 'pattern'; source: string } | { kind: 'outside'; names: Set<string>; patterns: string[] };

/** Every property name. */
export const EVERY_NAME: NameSet = { kind: 'outside', names: new Set(), patterns: [] };

/** One constraint on an instance of one type. Bounds of items count positions, `to` excluded. */
export type Fact =
  | { k: 'low'; value: number; open: boolean }
  | { k: 'high'; value: number; open: boolean }
  | { k: 'whole'; yes: boolean }
  | { k: 'multiple'; of: number; yes: boolean }
  | { k: 'length'; min: number; max: number }
  | { k: 'pattern'; source: string; yes: boolean }
  | { k: 'format'; name: string; yes: boolean }
  | { k: 'values'; values: Json[] }
  | { k: 'differs'; value: Json }
  | { k: 'count'; min: number; max: number }
  | { k: 'unique'; yes: boolean }
  | { k: 'every'; from: number; to: number; literal: Literal }
  | { k: 'some'; from: number; to: number; literals: Literal[] }
  | { k: 'matching'; literal: Literal; min: number; max: number }
  | { k: 'size'; min: number; max: number }
  | { k: 'has'; name: string }
  | { k: 'lacks'; name: string }
  | { k: 'each'; names: NameSet; literal: Literal }
  | { k: 'any'; names: NameSet; literals: Literal[]; nameLiterals: Literal[] }
  | { k: 'naming'; literal: Literal };

/** One way out of a choice. */
export interface Way {
  literals: Literal[];
  facts: Fact[];
}

/** One of the ways must hold; `unless` is the literal that makes the whole choice moot when it cannot hold. */
export interface Choice {
  ways: Way[];
  unless?: Literal;
}

/** What a literal demands of an instance of one type; null when it demands the impossible. */
export type Demand = Way & { choices: Choice[] };

/** Shorthand for a way made of facts. */
export function byFacts(...facts: Fact[]): Way {
  return { literals: [], facts };
}

/** Shorthand for a way made of literals. */
export function byLiterals(...literals: Literal[]): Way {
  return { literals, facts: [] };
}
