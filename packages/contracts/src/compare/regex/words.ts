import { cuts, derive, nullable } from './derive';
import { MAX_CHAR, NONE, type Term } from './term';

interface Edge {
  to: number;
  ranges: [number, number][];
}

interface State {
  accept: boolean;
  edges: Edge[];
}

/** What a search through a language found; `empty` is only true when it provably holds no fitting word. */
export interface WordSearch {
  word?: string;
  empty: boolean;
}

/** Bounds of a search: lengths in code points, and how many words may be tried. */
export interface WordLimits {
  min: number;
  max: number;
  tries: number;
}

const MAX_STATES = 4000;
const MAX_CELLS = 9_000_000;
const graphs = new WeakMap<Term, State[] | null>();
const PLEASANT: [number, number][] = [
  [97, 122],
  [48, 57],
  [65, 90],
  [33, 126],
  [32, 32],
  [0xa1, 0x2ff],
];

function graphOf(term: Term): State[] | null {
  const known = graphs.get(term);
  if (known !== undefined) return known;
  const graph = explore(term);
  graphs.set(term, graph);
  return graph;
}

function explore(start: Term): State[] | null {
  const index = new Map<number, number>([[start.id, 0]]);
  const terms = [start];
  const states: State[] = [];
  for (let at = 0; at < terms.length; at++) {
    if (terms.length > MAX_STATES) return null;
    const term = terms[at] as Term;
    const edges = new Map<number, Edge>();
    const points = cuts(term);
    points.forEach((low, i) => {
      const next = derive(term, low);
      if (next === NONE || low > MAX_CHAR) return;
      let to = index.get(next.id);
      if (to === undefined) {
        to = terms.push(next) - 1;
        index.set(next.id, to);
      }
      const edge = edges.get(to) ?? { to, ranges: [] };
      edge.ranges.push([low, (points[i + 1] ?? MAX_CHAR + 1) - 1]);
      edges.set(to, edge);
    });
    states.push({ accept: nullable(term), edges: [...edges.values()] });
  }
  return prune(states);
}

/** Drops edges to states from which nothing is accepted. */
function prune(states: State[]): State[] {
  const live = new Set(states.flatMap((state, i) => (state.accept ? [i] : [])));
  for (let before = -1; before !== live.size;) {
    before = live.size;
    states.forEach((state, i) => state.edges.some((edge) => live.has(edge.to)) && live.add(i));
  }
  return states.map((state) => ({ accept: state.accept, edges: state.edges.filter((edge) => live.has(edge.to)) }));
}

/** reach[n][s]: a word of exactly n more code points leads from state s to acceptance. */
function reachTable(states: State[], length: number): Uint8Array[] {
  const rows = [Uint8Array.from(states, (state) => (state.accept ? 1 : 0))];
  for (let n = 1; n <= length; n++) {
    const below = rows[n - 1] as Uint8Array;
    rows.push(Uint8Array.from(states, (state) => (state.edges.some((edge) => below[edge.to] === 1) ? 1 : 0)));
  }
  return rows;
}

/**
 * Looks for a word of the language, of a length within the limits, that `accept` takes.
 * Returns null when the language is too large to explore.
 */
export function findWord(term: Term, limits: WordLimits, accept: (word: string) => boolean): WordSearch | null {
  if (term === NONE || limits.min > limits.max) return { empty: true };
  const states = graphOf(term);
  if (!states) return null;
  const longest = Math.min(limits.max, limits.min + states.length);
  if (longest * states.length > MAX_CELLS) return null;
  const reach = reachTable(states, longest);
  const budget = { tries: limits.tries, whole: true };
  for (let length = limits.min; length <= longest; length++) {
    if (!reach[length]?.[0]) continue;
    const word = walk({ states, reach, accept, budget }, 0, length, '');
    if (word !== undefined) return { word, empty: false };
  }
  const finite = limits.max <= longest || !hasCycle(states);
  return { empty: budget.whole && finite };
}

interface Walk {
  states: State[];
  reach: Uint8Array[];
  accept: (word: string) => boolean;
  budget: { tries: number; whole: boolean };
}

function walk(search: Walk, state: number, left: number, word: string): string | undefined {
  if (search.budget.tries <= 0) {
    search.budget.whole = false;
    return undefined;
  }
  if (left === 0) {
    search.budget.tries--;
    return search.accept(word) ? word : undefined;
  }
  for (const edge of (search.states[state] as State).edges) {
    if (!search.reach[left - 1]?.[edge.to]) continue;
    for (const char of choices(edge, search.budget)) {
      const found = walk(search, edge.to, left - 1, word + String.fromCodePoint(char));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A few readable code points of an edge; all of them when it has few. Surrogates are never chosen. */
function choices(edge: Edge, budget: { whole: boolean }): number[] {
  const size = edge.ranges.reduce((sum, [low, high]) => sum + high - low + 1, 0);
  if (size <= 12) {
    const all = edge.ranges.flatMap(([low, high]) => span(low, high));
    if (!all.every(notSurrogate)) budget.whole = false;
    return all.filter(notSurrogate);
  }
  budget.whole = false;
  const picks: number[] = [];
  for (const [from, to] of [...PLEASANT, [0, MAX_CHAR] as [number, number]]) {
    for (const [low, high] of edge.ranges) {
      const first = Math.max(low, from);
      const last = Math.min(high, to);
      if (first <= last && picks.length < 3 && !picks.includes(first) && notSurrogate(first)) picks.push(first);
      if (first < last && picks.length < 3 && !picks.includes(last) && notSurrogate(last)) picks.push(last);
    }
  }
  return picks;
}

function span(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

function notSurrogate(char: number): boolean {
  return char < 0xd800 || char > 0xdfff;
}

function hasCycle(states: State[]): boolean {
  const mark = new Map<number, 'open' | 'done'>();
  const visit = (at: number): boolean => {
    const seen = mark.get(at);
    if (seen) return seen === 'open';
    mark.set(at, 'open');
    const found = (states[at] as State).edges.some((edge) => visit(edge.to));
    mark.set(at, 'done');
    return found;
  };
  return states.length > 0 && visit(0);
}
