import { ALL_SAMPLES, fitsFormat, formatExact, formatOuter, formatSamples, formatWithin } from '../formats';
import { codePoints, type Json } from '../json';
import { patternTerm } from '../regex/pattern';
import { and, not, type Term } from '../regex/term';
import { findWord } from '../regex/words';
import { matches } from '../regex/match';
import type { Fact } from './fact';
import { NONE, type Outcome, unknown } from './literal';
import type { Solver } from './prover';

interface Text {
  min: number;
  max: number;
  patterns: Map<string, boolean>;
  formats: Map<string, boolean>;
  differs: Set<Json>;
  clash: boolean;
}

function gather(facts: Fact[]): Text {
  const text: Text = { min: 0, max: Infinity, patterns: new Map(), formats: new Map(), differs: new Set(), clash: false };
  const note = (map: Map<string, boolean>, key: string, wanted: boolean) => {
    if (map.get(key) === !wanted) text.clash = true;
    map.set(key, wanted);
  };
  for (const fact of facts) {
    if (fact.k === 'length') {
      text.min = Math.max(text.min, fact.min);
      text.max = Math.min(text.max, fact.max);
    }
    if (fact.k === 'pattern') note(text.patterns, fact.source, fact.yes);
    if (fact.k === 'format') note(text.formats, fact.name, fact.yes);
    if (fact.k === 'differs') text.differs.add(fact.value);
  }
  return text;
}

function impossible(text: Text): boolean {
  if (text.clash || text.min > text.max) return true;
  const refused = [...text.formats].filter(([, wanted]) => !wanted).map(([name]) => name);
  const wanted = [...text.formats].filter(([, is]) => is).map(([name]) => name);
  return wanted.some((inner) => refused.some((outer) => formatWithin(inner, outer)));
}

function fits(text: Text, word: string): boolean {
  const length = codePoints(word);
  if (length < text.min || length > text.max || text.differs.has(word)) return false;
  for (const [source, wanted] of text.patterns) if (matches(source, word) !== wanted) return false;
  for (const [name, wanted] of text.formats) if (fitsFormat(name, word) !== wanted) return false;
  return true;
}

/** A string of free content: only lengths and single exclusions count. */
function plain(text: Text): Outcome {
  for (let i = 0; i <= text.differs.size; i++) {
    const length = Math.min(Math.max(text.min, i === 0 ? 1 : Math.ceil(Math.log(i + 2) / Math.log(26)) + 1), text.max);
    const word = letters(i, Math.max(length, text.min));
    if (fits(text, word)) return { kind: 'some', value: word };
  }
  if (text.max === 0) return NONE;
  for (let code = 0x61; code < 0xd800; code++) {
    const word = String.fromCodePoint(code).repeat(Math.max(1, text.min));
    if (fits(text, word)) return { kind: 'some', value: word };
  }
  return unknown('no string was found, and none was ruled out');
}

function letters(number: number, length: number): string {
  let word = '';
  for (let rest = number; word.length < length; rest = Math.floor(rest / 26)) word += String.fromCharCode(97 + (rest % 26));
  return word;
}

/** A language that holds every string the facts allow, narrowed by all that automata can express. */
function outer(text: Text): Term {
  const parts: Term[] = [];
  for (const [source, wanted] of text.patterns) {
    const term = patternTerm(source);
    if (term) parts.push(wanted ? term : not(term));
  }
  for (const [name, wanted] of text.formats) {
    const term = wanted ? formatOuter(name) : formatExact(name);
    if (term) parts.push(wanted ? term : not(term));
  }
  return and(parts);
}

function sampled(text: Text, samples: string[]): Outcome | undefined {
  const word = samples.find((sample) => fits(text, sample));
  return word === undefined ? undefined : { kind: 'some', value: word };
}

/** Strings: lengths, patterns and formats. */
export const stringSolver: Solver = {
  plausible: (facts) => !impossible(gather(facts)),
  solve(facts): Outcome {
    const text = gather(facts);
    if (impossible(text)) return NONE;
    if (text.patterns.size === 0 && text.formats.size === 0) return plain(text);
    const early = sampled(
      text,
      [...text.formats].flatMap(([name, wanted]) => (wanted ? formatSamples(name) : [])),
    );
    if (early) return early;
    const found = findWord(outer(text), { min: text.min, max: text.max, tries: 400 }, (word) => fits(text, word));
    if (found?.word !== undefined) return { kind: 'some', value: found.word };
    if (found?.empty) return NONE;
    return sampled(text, ALL_SAMPLES) ?? unknown('no string was found, and the patterns and formats did not rule one out');
  },
};
