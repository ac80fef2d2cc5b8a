import { CharSet } from 'refa';

/** The largest code point: patterns are matched with the Unicode flag. */
export const MAX_CHAR = 0x10ffff;

/** A hash-consed extended regular expression over code points; it describes whole strings. */
export type Term =
  | { kind: 'none'; id: number }
  | { kind: 'empty'; id: number }
  | { kind: 'chars'; id: number; set: CharSet }
  | { kind: 'cat'; id: number; left: Term; right: Term }
  | { kind: 'alt'; id: number; parts: Term[] }
  | { kind: 'and'; id: number; parts: Term[] }
  | { kind: 'not'; id: number; part: Term }
  | { kind: 'repeat'; id: number; part: Term; min: number; max: number };

type Shape<T> = T extends { id: number } ? Omit<T, 'id'> : never;

let table = new Map<string, Term>();
let nextId = 0;

function intern(key: string, shape: Shape<Term>): Term {
  const known = table.get(key);
  if (known) return known;
  const term = { ...shape, id: nextId++ };
  table.set(key, term);
  return term;
}

/** The language without any string. */
export const NONE = intern('none', { kind: 'none' });
/** The language of the empty string alone. */
export const EMPTY = intern('empty', { kind: 'empty' });
/** One arbitrary code point. */
export const ANY = chars(CharSet.all(MAX_CHAR));
/** Every string. */
export const ALL = intern(`repeat:${ANY.id}:0:Infinity`, { kind: 'repeat', part: ANY, min: 0, max: Infinity });

/** Forgets everything but the constants once very many terms have piled up; callers drop their terms too. */
export function termCount(): number {
  return table.size;
}

/** Starts a new generation of terms; terms held from before stay usable, only sharing is lost. */
export function resetTerms(): void {
  const kept = [NONE, EMPTY, ANY, ALL];
  table = new Map([...table].filter(([, term]) => kept.includes(term)));
}

/** One code point out of a set. */
export function chars(set: CharSet): Term {
  if (set.isEmpty) return NONE;
  return intern(`chars:${set.ranges.map((range) => `${range.min}-${range.max}`).join()}`, { kind: 'chars', set });
}

/** One after the other. */
export function cat(left: Term, right: Term): Term {
  if (left === NONE || right === NONE) return NONE;
  if (left === EMPTY) return right;
  if (right === EMPTY) return left;
  if (left === ALL && right === ALL) return ALL;
  if (left.kind === 'cat') return cat(left.left, cat(left.right, right));
  if (left === ALL && right.kind === 'cat' && right.left === ALL) return right;
  return intern(`cat:${left.id}:${right.id}`, { kind: 'cat', left, right });
}

function distinct(terms: Term[], kind: 'alt' | 'and'): Term[] {
  const seen = new Map<number, Term>();
  for (const term of terms) {
    if (term.kind === kind) for (const part of term.parts) seen.set(part.id, part);
    else seen.set(term.id, term);
  }
  return [...seen.values()].sort((a, b) => a.id - b.id);
}

function holdsComplement(parts: Term[]): boolean {
  const ids = new Set(parts.map((part) => part.id));
  return parts.some((part) => part.kind === 'not' && ids.has(part.part.id));
}

/** Any of the languages. */
export function alt(terms: Term[]): Term {
  const parts = distinct(terms, 'alt').filter((part) => part !== NONE);
  if (parts.includes(ALL) || holdsComplement(parts)) return ALL;
  if (parts.length === 0) return NONE;
  if (parts.length === 1) return parts[0] as Term;
  return intern(`alt:${parts.map((part) => part.id).join()}`, { kind: 'alt', parts });
}

/** All of the languages at once. */
export function and(terms: Term[]): Term {
  const parts = distinct(terms, 'and').filter((part) => part !== ALL);
  if (parts.includes(NONE) || holdsComplement(parts)) return NONE;
  if (parts.length === 0) return ALL;
  if (parts.length === 1) return parts[0] as Term;
  return intern(`and:${parts.map((part) => part.id).join()}`, { kind: 'and', parts });
}

/** Every string outside the language. */
export function not(part: Term): Term {
  if (part.kind === 'not') return part.part;
  if (part === NONE) return ALL;
  if (part === ALL) return NONE;
  return intern(`not:${part.id}`, { kind: 'not', part });
}

/** Between min and max times (max may be Infinity). */
export function repeat(part: Term, min: number, max: number): Term {
  if (max === 0 || part === EMPTY) return EMPTY;
  if (part === NONE) return min === 0 ? EMPTY : NONE;
  if (min === 1 && max === 1) return part;
  if (part.kind === 'repeat' && part.min === 0 && part.max === Infinity) return part;
  return intern(`repeat:${part.id}:${min}:${max}`, { kind: 'repeat', part, min, max });
}
