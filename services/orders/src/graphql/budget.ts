import { refusal } from './errors.js';

/** What one request may still cost the database. */
export interface Budget {
  /** Throws QUERY_TOO_COSTLY when less is left. */
  spend(points: number): void;
}

const POINTS = 5_000;
/** A query of its own, beside the rows it reads. */
export const QUERY_POINTS = 50;

/**
 * Makes the budget of a request, a point a row. The static limit cannot replace it: that one sees how many are asked for only
 * where the number stands in the query, not where it is a variable or the default.
 */
export function createBudget(): Budget {
  let left = POINTS;
  return {
    spend: (points) => {
      left -= points;
      if (left < 0) throw refusal('QUERY_TOO_COSTLY', 'the query asks for too much at once; ask for fewer orders or lines');
    },
  };
}
