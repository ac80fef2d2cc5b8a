import fc from 'fast-check';
import { formatExact, formatOuter, formatSamples } from '../formats';
import { derive, nullable } from './derive';
import { matches } from './match';
import { patternTerm } from './pattern';
import { and, not, type Term } from './term';
import { findWord } from './words';

const PATTERNS = [
  'a',
  '^a',
  'b$',
  '^$',
  '',
  '^[A-Z]{3}$',
  '^a|b$',
  '\\bfoo\\b',
  '^(?!x)[a-z]+$',
  '(?=.*\\d)(?=.*[a-z]).{3,}',
  '^\\S+@\\S+$',
  '^[^a]*$',
  'a{2,3}b?',
  '(ab|c)*d',
  '\\Bx',
  '\\p{L}+\\d',
  '^(?:\\+|-)?\\d+(?:\\.\\d{1,2})?$',
  'x*$',
  '(a?b?)*c$',
  '.',
  '^.$',
  '[\\w-]+\\.',
  '\\u{1F600}',
  '^a\\b',
  '$',
  '(^|,)x(,|$)',
  '^(a*)*$',
  'a$b',
  'a^',
  '^(?=a)[a-c]+$',
  '[^\\d\\s]',
];
const OPAQUE = ['(?<!a)b', '(?<=a)b', '(a)\\1', '^(a|b(?=c))+$'];
const WORDS = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'd', 'x', 'f', 'o', 'A', '1', '2', '.', ' ', '-', '+', '_', '@', '\n', 'é', '😀', ','),
  maxLength: 7,
});

function accepts(term: Term, word: string): boolean {
  return nullable(Array.from(word).reduce((rest, char) => derive(rest, char.codePointAt(0) ?? 0), term));
}

const anyLength = { min: 0, max: Infinity, tries: 50 };

describe('pattern automata', () => {
  test.each(PATTERNS)('when /%s/ is turned into an automaton, then it accepts what the expression matches', (source) => {
    const term = patternTerm(source) as Term;
    const regex = new RegExp(source, 'u');
    expect(term).not.toBeNull();
    fc.assert(
      fc.property(WORDS, (word) => expect(accepts(term, word)).toBe(regex.test(word))),
      { numRuns: 150, seed: 7 },
    );
  });

  test.each(PATTERNS)('when a word of /%s/ or of its opposite is asked for, then it fits or none exists', (source) => {
    const regex = new RegExp(source, 'u');
    const inside = findWord(patternTerm(source) as Term, anyLength, () => true);
    const outside = findWord(not(patternTerm(source) as Term), anyLength, () => true);
    expect(inside?.word === undefined ? inside?.empty : regex.test(inside.word)).toBe(true);
    expect(outside?.word === undefined ? outside?.empty : !regex.test(outside.word)).toBe(true);
  });

  test.each(OPAQUE)('when /%s/ needs more than an automaton, then it says so', (source) => {
    expect(patternTerm(source)).toBeNull();
  });

  test('when backtracking would take for ever, then the answer comes at once', () => {
    expect(matches('^(a+)+b$', 'a'.repeat(5000))).toBe(false);
    expect(matches('^(a|a)*$', 'a'.repeat(5000))).toBe(true);
  });

  test('when two patterns share no word, then their intersection is empty', () => {
    const both = and([patternTerm('^a') as Term, patternTerm('^b') as Term]);
    expect(findWord(both, anyLength, () => true)).toEqual({ empty: true });
  });

  test('when every word of a finite language is refused, then it is empty', () => {
    expect(findWord(patternTerm('^[ab]$') as Term, anyLength, () => false)).toEqual({ empty: true });
    expect(findWord(patternTerm('^[ab]*$') as Term, anyLength, () => false)?.empty).toBe(false);
  });

  test.each(['uuid', 'email', 'ipv4', 'ipv6', 'duration', 'date', 'time', 'date-time', 'uri'])(
    'when %s is bounded, then its samples lie inside',
    (name) => {
      for (const word of formatSamples(name)) {
        expect(accepts(formatOuter(name) as Term, word)).toBe(true);
        const exact = formatExact(name);
        if (exact) expect(accepts(exact, word)).toBe(true);
      }
    },
  );
});
