import { demandYes } from './accept';
import type { Choice, Demand, Fact, Way } from './fact';
import { type Literal, NONE, opposite, type Outcome } from './literal';
import type { Prover, Solver } from './prover';
import { demandNo } from './refuse';

/** A partial case: what is demanded so far and which choices are still open. */
interface State {
  facts: Fact[];
  seen: Set<Literal>;
  choices: Choice[];
}

interface Search {
  prover: Prover;
  solver: Solver;
  type: number;
  goal: Literal[];
  /** Demands by literal; those of one goal are asked for again in every case. */
  demands: Map<Literal, Demand | null>;
}

/** Looks for an instance of one type that meets the goal, case by case. */
export function searchType(prover: Prover, solver: Solver, type: number, goal: Literal[]): Outcome {
  const search: Search = { prover, solver, type, goal, demands: new Map() };
  const state: State = { facts: [], seen: new Set(), choices: [] };
  return extend(search, state, { literals: goal, facts: [] }) ? explore(search, state) : NONE;
}

/** Adds demands and all that follows from them without a choice; false on a contradiction. */
function extend(search: Search, state: State, way: Way): boolean {
  search.prover.step();
  state.facts.push(...way.facts);
  const queue = [...way.literals];
  for (let literal = queue.pop(); literal !== undefined; literal = queue.pop()) {
    if (literal === 0 || literal === 3 || state.seen.has(opposite(literal))) return false;
    if (literal === 1 || literal === 2 || state.seen.has(literal)) continue;
    state.seen.add(literal);
    const demand = demandOf(search, literal);
    if (!demand) return false;
    state.facts.push(...demand.facts);
    queue.push(...demand.literals);
    for (const choice of demand.choices) if (!take(state, choice, queue)) return false;
  }
  return true;
}

function take(state: State, choice: Choice, queue: Literal[]): boolean {
  const [only, ...others] = choice.ways;
  if (!only) return false;
  if (others.length > 0) state.choices.push(choice);
  else {
    state.facts.push(...only.facts);
    queue.push(...only.literals);
  }
  return true;
}

function demandOf(search: Search, literal: Literal): Demand | null {
  const known = search.demands.get(literal);
  if (known !== undefined) return known;
  const { universe } = search.prover;
  const node = universe.node(literal >> 1);
  const demand = literal % 2 === 0 ? demandYes(node, search.type, universe) : demandNo(node, search.type, universe);
  search.demands.set(literal, demand);
  return demand;
}

function explore(search: Search, state: State): Outcome {
  const { prover, solver } = search;
  const listed = state.facts.find((fact) => fact.k === 'values');
  if (listed?.k === 'values') {
    const value = listed.values.find((one) => prover.meets(search.goal, one));
    return value === undefined ? NONE : { kind: 'some', value };
  }
  if (!solver.plausible(state.facts, prover)) return NONE;
  const open = openChoices(state);
  if (!open) return NONE;
  if (open.length === 0) return solver.solve(state.facts, prover);
  return branch(search, { ...state, choices: open });
}

/** The choices still open, without ways that are refuted already; null when one has no way left. */
function openChoices(state: State): Choice[] | null {
  const names = presence(state.facts);
  const open: Choice[] = [];
  for (const choice of state.choices) {
    const ways = choice.ways.filter(
      (way) => !way.literals.some((literal) => refuted(state, literal)) && !way.facts.some((fact) => clashes(names, fact)),
    );
    if (ways.length === 0) return null;
    const settled = (way: Way) =>
      way.facts.every((fact) => state.facts.includes(fact) || known(names, fact)) && way.literals.every((literal) => met(state, literal));
    if (!ways.some(settled)) open.push(choice.unless === undefined ? { ways } : { ways, unless: choice.unless });
  }
  return open;
}

/** Names that must and that must not be there. */
interface Presence {
  has: Set<string>;
  lacks: Set<string>;
}

function presence(facts: Fact[]): Presence {
  const names: Presence = { has: new Set(), lacks: new Set() };
  for (const fact of facts) if (fact.k === 'has' || fact.k === 'lacks') names[fact.k].add(fact.name);
  return names;
}

function clashes({ has, lacks }: Presence, fact: Fact): boolean {
  return (fact.k === 'has' && lacks.has(fact.name)) || (fact.k === 'lacks' && has.has(fact.name));
}

function known({ has, lacks }: Presence, fact: Fact): boolean {
  return (fact.k === 'has' && has.has(fact.name)) || (fact.k === 'lacks' && lacks.has(fact.name));
}

function refuted(state: State, literal: Literal): boolean {
  return literal === 0 || literal === 3 || state.seen.has(opposite(literal));
}

function met(state: State, literal: Literal): boolean {
  return literal === 1 || literal === 2 || state.seen.has(literal);
}

const NO_CHOICE: Choice = { ways: [] };

/** Splits on the narrowest choice; choices that hold anyway are dropped first, or they would multiply. */
function branch(search: Search, state: State): Outcome {
  const open = state.choices.length > 1 ? state.choices.filter((choice) => !moot(search, state, choice)) : state.choices;
  const pick = open.reduce((best, choice) => (choice.ways.length < best.ways.length ? choice : best), open[0] ?? NO_CHOICE);
  if (pick === NO_CHOICE) return search.solver.solve(state.facts, search.prover);
  const others = open.filter((choice) => choice !== pick);
  let doubt: Outcome | undefined;
  for (const way of pick.ways) {
    const next: State = { facts: [...state.facts], seen: new Set(state.seen), choices: [...others] };
    if (!extend(search, next, way)) continue;
    const outcome = explore(search, next);
    if (outcome.kind === 'some') return outcome;
    if (outcome.kind === 'unknown') doubt ??= outcome;
  }
  return doubt ?? NONE;
}

/** True when the opposite of the choice cannot hold here, so that the choice adds nothing. */
function moot(search: Search, state: State, choice: Choice): boolean {
  if (choice.unless === undefined) return false;
  const trial: State = {
    facts: [...state.facts],
    seen: new Set([...state.seen].filter((one) => one !== opposite(choice.unless as Literal))),
    choices: [],
  };
  if (!extend(search, trial, { literals: [choice.unless], facts: [] })) return true;
  const listed = trial.facts.find((fact) => fact.k === 'values');
  if (listed?.k === 'values') return !listed.values.some((one) => search.prover.meets([...trial.seen], one));
  return !search.solver.plausible(trial.facts, search.prover);
}
