/**
 * Splits `total` minor units over `weights` in proportion, exactly: the parts add up to `total`, and each is less than one
 * unit away from its exact share. What flooring leaves over goes to the largest remainders, the earlier line first.
 * `total` must be between 0 and the sum of the weights; then no part is above its weight.
 */
export function allocate(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (!Number.isSafeInteger(sum) || total < 0 || total > sum) throw new RangeError(`cannot split ${total} over ${sum}`);
  if (sum === 0) return weights.map(() => 0);
  const shares = weights.map((weight, index) => {
    const exact = BigInt(total) * BigInt(weight);
    return { index, floor: Number(exact / BigInt(sum)), remainder: exact % BigInt(sum) };
  });
  const left = total - shares.reduce((all, { floor }) => all + floor, 0);
  const favoured = [...shares].sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const raised = new Set(favoured.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, floor }) => floor + (raised.has(index) ? 1 : 0));
}
