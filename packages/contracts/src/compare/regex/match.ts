import { derive, nullable } from './derive';
import { patternTerm } from './pattern';
import type { Term } from './term';

const expressions = new Map<string, RegExp>();
/** A repeated group can make backtracking exponential; automata read every character once. */
const REPEATED_GROUP = /\)[*+{]/;
const LONG = 20;

/** Whether a pattern matches somewhere in a text, with the Unicode flag, in time that stays bounded wherever automata reach. */
export function matches(source: string, text: string): boolean {
  if (text.length > LONG && REPEATED_GROUP.test(source)) {
    const term = patternTerm(source);
    if (term) return reads(term, text);
  }
  let expression = expressions.get(source);
  if (!expression) {
    expression = new RegExp(source, 'u');
    expressions.set(source, expression);
  }
  return expression.test(text);
}

function reads(term: Term, text: string): boolean {
  let rest = term;
  for (const char of text) rest = derive(rest, char.codePointAt(0) ?? 0);
  return nullable(rest);
}

/** An engine for Ajv that matches the same way; Ajv keeps engines apart by their text. */
export function regexEngine(source: string): { test: (text: string) => boolean; toString: () => string } {
  return { test: (text) => matches(source, text), toString: () => `/${source}/u` };
}
regexEngine.code = 'new RegExp';
