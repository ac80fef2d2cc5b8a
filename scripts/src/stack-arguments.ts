import { InvalidArgumentError } from 'commander';

/** The highest offset at which every port still is one. */
const HIGHEST = 60_000;

/** Parses `--port-offset`. */
export function parseOffset(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > HIGHEST) throw new InvalidArgumentError(`It must be a whole number from 0 to ${HIGHEST}.`);
  return value;
}
