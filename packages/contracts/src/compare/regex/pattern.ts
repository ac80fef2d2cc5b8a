import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { CharSet, JS } from 'refa';
import { ALL, alt, and, ANY, cat, chars, EMPTY, MAX_CHAR, NONE, not, repeat, resetTerms, type Term, termCount } from './term';
import { nullable } from './derive';

/** What may follow: at the very start, after a word character, after any other character. */
interface Rest {
  start: Term;
  word: Term;
  other: Term;
}

/** Thrown inside for what no automaton here expresses: backreference, lookbehind, looped assertion. */
class Unsupported extends Error {}

const UNICODE: JS.Flags = { unicode: true };
const WORD = CharSet.empty(MAX_CHAR).union([
  { min: 48, max: 57 },
  { min: 65, max: 90 },
  { min: 95, max: 95 },
  { min: 97, max: 122 },
]);
const NOT_EMPTY = cat(ANY, ALL);
const cache = new Map<string, Term | null>();

/**
 * The strings a pattern accepts, searched unanchored with the Unicode flag; null when the pattern needs
 * more than an automaton. `fold` ignores ASCII case (patterns built in here only).
 */
export function patternTerm(source: string, fold = false): Term | null {
  const key = `${fold ? 'i' : ''}/${source}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (termCount() > 200_000) {
    resetTerms();
    cache.clear();
  }
  const term = build(source, fold);
  cache.set(key, term);
  return term;
}

function build(source: string, fold: boolean): Term | null {
  try {
    const ast = new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
    const end: Rest = { start: ALL, word: ALL, other: ALL };
    const found = alternatives(ast.alternatives, end, fold);
    const later = [cat(ALL, cat(chars(WORD), found.word)), cat(ALL, cat(chars(WORD.negate()), found.other))];
    return alt([found.start, ...later]);
  } catch {
    return null;
  }
}

function merge(rests: Rest[]): Rest {
  return {
    start: alt(rests.map((rest) => rest.start)),
    word: alt(rests.map((rest) => rest.word)),
    other: alt(rests.map((rest) => rest.other)),
  };
}

function each(rest: Rest, change: (term: Term) => Term): Rest {
  return { start: change(rest.start), word: change(rest.word), other: change(rest.other) };
}

function alternatives(list: AST.Alternative[], rest: Rest, fold: boolean): Rest {
  return merge(list.map((one) => one.elements.reduceRight((after, element) => compile(element, after, fold), rest)));
}

function compile(element: AST.Element, rest: Rest, fold: boolean): Rest {
  switch (element.type) {
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
      return consume(charSet(element, fold), rest);
    case 'Group':
    case 'CapturingGroup':
      return alternatives(element.alternatives, rest, fold);
    case 'Quantifier':
      return quantified(element, rest, fold);
    case 'Assertion':
      return assertion(element, rest, fold);
    default:
      throw new Unsupported();
  }
}

function consume(set: CharSet, rest: Rest): Rest {
  const term =
    rest.word === rest.other
      ? cat(chars(set), rest.word)
      : alt([cat(chars(set.intersect(WORD)), rest.word), cat(chars(set.without(WORD)), rest.other)]);
  return { start: term, word: term, other: term };
}

function charSet(element: AST.Character | AST.CharacterClass | AST.CharacterSet, fold: boolean): CharSet {
  const parts = (element.type === 'CharacterClass' ? element.elements : [element]).map(plainChar);
  let set = JS.createCharSet(parts as Parameters<typeof JS.createCharSet>[0], UNICODE);
  if (fold) set = set.union(swapCase(set));
  return element.type === 'CharacterClass' && element.negate ? set.negate() : set;
}

function plainChar(element: AST.CharacterClassElement | AST.CharacterSet): unknown {
  if (element.type === 'Character') return element.value;
  if (element.type === 'CharacterClassRange') return { min: element.min.value, max: element.max.value };
  if (element.type === 'CharacterSet') return element;
  throw new Unsupported();
}

function swapCase(set: CharSet): CharSet {
  const shift = (low: number, by: number) =>
    set.intersect(CharSet.fromRange(MAX_CHAR, { min: low, max: low + 25 })).ranges.map((range) => ({ min: range.min + by, max: range.max + by }));
  return CharSet.empty(MAX_CHAR).union([...shift(65, 32), ...shift(97, -32)]);
}

function quantified(element: AST.Quantifier, rest: Rest, fold: boolean): Rest {
  const plain = plainTerm(element.element, fold);
  if (plain) return loop(repeat(plain, element.min, element.max), rest);
  if (element.max > 20) throw new Unsupported();
  let result = rest;
  for (let count = element.max; count > 0; count--) {
    const once = compile(element.element, result, fold);
    result = count > element.min ? merge([once, rest]) : once;
  }
  return result;
}

/** A loop that consumed nothing leaves the position where it was, so `start` stays apart. */
function loop(term: Term, rest: Rest): Rest {
  const still = (same: Term) => (nullable(term) ? same : NONE);
  if (rest.word === rest.other && rest.start === rest.word) return each(rest, (after) => cat(term, after));
  if (rest.word === rest.other) {
    const moved = cat(and([term, NOT_EMPTY]), rest.word);
    return each(rest, (after) => alt([moved, still(after)]));
  }
  const endsIn = (set: CharSet, after: Term) => cat(and([term, cat(ALL, chars(set))]), after);
  const moved = alt([endsIn(WORD, rest.word), endsIn(WORD.negate(), rest.other)]);
  return each(rest, (after) => alt([moved, still(after)]));
}

/** The element as a term of its own when it holds no assertion, else null. */
function plainTerm(element: AST.Element, fold: boolean): Term | null {
  switch (element.type) {
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
      return chars(charSet(element, fold));
    case 'Group':
    case 'CapturingGroup': {
      const options = element.alternatives.map((one) => sequence(one.elements, fold));
      return options.every((option) => option !== null) ? alt(options) : null;
    }
    case 'Quantifier': {
      const inner = plainTerm(element.element, fold);
      return inner && repeat(inner, element.min, element.max);
    }
    default:
      return null;
  }
}

function sequence(elements: AST.Element[], fold: boolean): Term | null {
  const terms = elements.map((element) => plainTerm(element, fold));
  if (terms.some((term) => term === null)) return null;
  return (terms as Term[]).reduceRight((after, term) => cat(term, after), EMPTY);
}

function assertion(element: AST.Assertion, rest: Rest, fold: boolean): Rest {
  if (element.kind === 'start') return { start: rest.start, word: NONE, other: NONE };
  if (element.kind === 'end') return each(rest, (after) => (nullable(after) ? EMPTY : NONE));
  if (element.kind === 'word') return boundary(element.negate, rest);
  if (element.kind !== 'lookahead') throw new Unsupported();
  const ahead = alternatives(element.alternatives, { start: ALL, word: ALL, other: ALL }, fold);
  const seen = (term: Term) => (element.negate ? not(term) : term);
  return {
    start: and([seen(ahead.start), rest.start]),
    word: and([seen(ahead.word), rest.word]),
    other: and([seen(ahead.other), rest.other]),
  };
}

function boundary(negate: boolean, rest: Rest): Rest {
  const wordNext = cat(chars(WORD), ALL);
  const beforeWord = negate ? not(wordNext) : wordNext;
  const afterWord = negate ? wordNext : not(wordNext);
  return { start: and([beforeWord, rest.start]), word: and([afterWord, rest.word]), other: and([beforeWord, rest.other]) };
}
