import type { Json } from '../json';
import { ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, type Node } from '../schema/node';
import type { Universe } from '../schema/universe';
import { arraySolver } from './arrays';
import { accepts } from './evaluate';
import { type Literal, NONE, normalise, type Outcome, TooComplex, unknown } from './literal';
import { numberSolver } from './numbers';
import { objectSolver } from './objects';
import { searchType } from './search';
import { stringSolver } from './strings';
import type { Fact } from './fact';

/** Decides constraints on one type once no choice is left; `plausible` is a cheap check on the way there. */
export interface Solver {
  plausible(facts: Fact[], prover: Prover): boolean;
  solve(facts: Fact[], prover: Prover): Outcome;
}

const SOLVERS: [number, Solver][] = [
  [NUMBER, numberSolver],
  [STRING, stringSolver],
  [ARRAY, arraySolver],
  [OBJECT, objectSolver],
];
const MAX_STEPS = 60_000;
const MAX_DEPTH = 400;

interface Frame {
  literals: Set<Literal>;
  mask: number;
}

/**
 * Looks for an instance that meets a set of literals, or shows that there is none.
 * Finding none is a proof: every case was refuted. A goal met again inside itself is refuted too, since
 * of all instances that meet it a smallest one cannot hold another.
 */
export class Prover {
  private readonly memo = new Map<string, Outcome>();
  private readonly stack: Frame[] = [];
  private lowest = Infinity;
  private steps = 0;

  constructor(readonly universe: Universe) {}

  /** Whether everything `sub` accepts, `sup` accepts: NONE when proved, else a counterexample or unknown. */
  outside(sub: Node, sup: Node): Outcome {
    return this.ask([sub.id * 2, sup.id * 2 + 1]);
  }

  /** Top-level question; too many cases end as unknown. */
  ask(literals: Literal[]): Outcome {
    this.steps = 0;
    try {
      return this.find(literals);
    } catch (error) {
      if (error instanceof TooComplex || error instanceof RangeError) {
        this.stack.length = 0;
        this.lowest = Infinity;
        return unknown(error instanceof TooComplex ? error.message : 'the schemas nest too deeply');
      }
      throw error;
    }
  }

  /** Counts work, so that no question runs for ever. */
  step(): void {
    if (++this.steps > MAX_STEPS) throw new TooComplex('too many cases');
  }

  /** An instance of one of the types in the mask that meets all literals. */
  find(goal: Literal[], mask = 63): Outcome {
    const literals = normalise(goal);
    if (!literals) return NONE;
    let types = mask;
    for (const literal of literals) if (literal % 2 === 0) types &= this.universe.node(literal / 2).types;
    if (types === 0) return NONE;
    const key = `${types}:${literals.join()}`;
    const known = this.memo.get(key);
    if (known) return known;
    const set = new Set(literals);
    const repeated = this.stack.findIndex((frame) => covers(frame, set, types));
    if (repeated >= 0) {
      this.lowest = Math.min(this.lowest, repeated);
      return NONE;
    }
    return this.enter(key, literals, { literals: set, mask: types });
  }

  private enter(key: string, literals: Literal[], frame: Frame): Outcome {
    if (this.stack.length > MAX_DEPTH) throw new TooComplex('the schemas nest too deeply');
    const outer = this.lowest;
    const depth = this.stack.push(frame) - 1;
    this.lowest = Infinity;
    const outcome = this.types(literals, frame.mask);
    this.stack.pop();
    const leaned = this.lowest < depth;
    if (outcome.kind === 'some' || !leaned) this.memo.set(key, outcome);
    this.lowest = Math.min(outer, leaned ? this.lowest : Infinity);
    return outcome;
  }

  private types(literals: Literal[], mask: number): Outcome {
    if (mask & NULL && this.meets(literals, null)) return { kind: 'some', value: null };
    if (mask & BOOLEAN) for (const value of [true, false]) if (this.meets(literals, value)) return { kind: 'some', value };
    let doubt: Outcome | undefined;
    for (const [type, solver] of SOLVERS) {
      if (!(mask & type)) continue;
      const outcome = searchType(this, solver, type, literals);
      if (outcome.kind === 'some') return outcome;
      if (outcome.kind === 'unknown') doubt ??= outcome;
    }
    return doubt ?? NONE;
  }

  /** Whether an instance meets all literals, by evaluation. */
  meets(literals: Literal[], value: Json): boolean {
    return literals.every((literal) => accepts(this.universe.node(literal >> 1), value) === (literal % 2 === 0));
  }
}

function covers(frame: Frame, literals: Set<Literal>, mask: number): boolean {
  if ((mask & ~frame.mask) !== 0 || frame.literals.size > literals.size) return false;
  for (const literal of frame.literals) if (!literals.has(literal)) return false;
  return true;
}
