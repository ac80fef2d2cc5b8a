import { canonical, type Json } from '../json';
import type { Prover } from '../prove/prover';
import { accepts } from '../prove/evaluate';
import type { Node } from '../schema/node';
import { Choices, mutate, poolOf, sample } from './sample';

/**
 * Different instances chosen near the limits both schemas speak of: those the narrower schema accepts,
 * and with `all` also those it refuses.
 */
export function instancesOf(prover: Prover, sub: Node, sup: Node, tries: number, all = false): Json[] {
  const pool = poolOf([sub, sup]);
  const choices = new Choices();
  const found = new Map<string, Json>();
  const offer = (value: Json) => {
    if (all || accepts(sub, value)) found.set(canonical(value), value);
  };
  const base = prover.ask([sub.id * 2]);
  if (base.kind === 'some') offer(base.value);
  pool.values.forEach(offer);
  for (let i = 0; i < tries; i++) {
    offer(sample(sub, pool, choices));
    const start = choices.pick([...found.values()].slice(-12));
    if (start !== undefined) offer(mutate(start, pool, choices));
  }
  return [...found.values()];
}
