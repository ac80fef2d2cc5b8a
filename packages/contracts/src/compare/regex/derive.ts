import { alt, and, cat, EMPTY, NONE, not, repeat, type Term } from './term';

const nullableMemo = new WeakMap<Term, boolean>();
const cutsMemo = new WeakMap<Term, number[]>();

/** Whether the language holds the empty string. */
export function nullable(term: Term): boolean {
  const known = nullableMemo.get(term);
  if (known !== undefined) return known;
  const result = computeNullable(term);
  nullableMemo.set(term, result);
  return result;
}

function computeNullable(term: Term): boolean {
  switch (term.kind) {
    case 'none':
    case 'chars':
      return false;
    case 'empty':
      return true;
    case 'cat':
      return nullable(term.left) && nullable(term.right);
    case 'alt':
      return term.parts.some(nullable);
    case 'and':
      return term.parts.every(nullable);
    case 'not':
      return !nullable(term.part);
    case 'repeat':
      return term.min === 0 || nullable(term.part);
  }
}

/** What may follow once the code point has been read (Brzozowski's derivative). */
export function derive(term: Term, char: number): Term {
  switch (term.kind) {
    case 'none':
    case 'empty':
      return NONE;
    case 'chars':
      return term.set.has(char) ? EMPTY : NONE;
    case 'cat': {
      const first = cat(derive(term.left, char), term.right);
      return nullable(term.left) ? alt([first, derive(term.right, char)]) : first;
    }
    case 'alt':
      return alt(term.parts.map((part) => derive(part, char)));
    case 'and':
      return and(term.parts.map((part) => derive(part, char)));
    case 'not':
      return not(derive(term.part, char));
    case 'repeat':
      return cat(derive(term.part, char), repeat(term.part, Math.max(term.min - 1, 0), term.max - 1));
  }
}

/** Code points at which the derivative may change, ascending; the first is always 0. */
export function cuts(term: Term): number[] {
  const known = cutsMemo.get(term);
  if (known) return known;
  const result = [...new Set([0, ...rawCuts(term)])].sort((a, b) => a - b);
  cutsMemo.set(term, result);
  return result;
}

function rawCuts(term: Term): number[] {
  switch (term.kind) {
    case 'none':
    case 'empty':
      return [];
    case 'chars':
      return term.set.ranges.flatMap((range) => [range.min, range.max + 1]);
    case 'cat':
      return nullable(term.left) ? [...cuts(term.left), ...cuts(term.right)] : cuts(term.left);
    case 'alt':
    case 'and':
      return term.parts.flatMap(cuts);
    case 'not':
    case 'repeat':
      return cuts(term.part);
  }
}
