import type { Json } from '../json';
import { blank } from '../schema/universe';
import { type Literal, NONE, no, type Outcome } from './literal';
import type { Prover } from './prover';

/** Up to `wanted` different instances of a goal; `whole` when there are no more. */
function several(prover: Prover, goal: Literal[], wanted: number): { values: Json[]; doubt?: Outcome } {
  const values: Json[] = [];
  while (values.length < wanted) {
    const refused = values.length > 0 ? [no(prover.universe.intern({ ...blank(), values: [...values] }))] : [];
    const outcome = prover.find([...goal, ...refused]);
    if (outcome.kind === 'none') break;
    if (outcome.kind === 'unknown') return { values, doubt: outcome };
    values.push(outcome.value);
  }
  return { values };
}

/**
 * Pairwise different values, one per goal. A goal with as many values as there are goals can always be
 * served last, so listing that many per goal and matching them decides.
 */
export function assignDistinct(prover: Prover, goals: Literal[][]): Json[] | Outcome {
  const pools = new Map<string, { values: Json[]; doubt?: Outcome }>();
  const poolOf = (goal: Literal[]) => {
    const key = [...goal].sort((a, b) => a - b).join();
    const pool = pools.get(key) ?? several(prover, goal, goals.length);
    pools.set(key, pool);
    return pool;
  };
  const lists = goals.map((goal) => poolOf(goal).values);
  const chosen = match(lists);
  if (chosen) return chosen;
  return [...pools.values()].find((pool) => pool.doubt)?.doubt ?? NONE;
}

/** Bipartite matching of positions to values, by augmenting paths. */
function match(lists: Json[][]): Json[] | null {
  const keyed = lists.map((values) => new Map(values.map((value) => [JSON.stringify(value), value])));
  const holder = new Map<string, number>();
  const seat = (position: number, tried: Set<string>): boolean => {
    for (const key of keyed[position]?.keys() ?? []) {
      if (tried.has(key)) continue;
      tried.add(key);
      const current = holder.get(key);
      if (current === undefined || seat(current, tried)) {
        holder.set(key, position);
        return true;
      }
    }
    return false;
  };
  for (let position = 0; position < lists.length; position++) if (!seat(position, new Set())) return null;
  const result: Json[] = [];
  for (const [key, position] of holder) result[position] = keyed[position]?.get(key) as Json;
  return result;
}
