import { InvalidInput, PreconditionRequired } from '@sidecart/platform';
import type { ExpectedVersion } from './domain/price.js';

/** A price's entity tag: its version. */
export const etagOf = (version: number): string => `"${version}"`;

/** The two headers that say which version a change is meant for. */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/**
 * Which version a change is meant for: `If-None-Match: *` one that does not exist yet, If-Match those its tags name. A tag
 * that was never given out names none. Throws PreconditionRequired without either, InvalidInput for what cannot be read.
 */
export function expectedVersion({ ifMatch, ifNoneMatch }: Preconditions): ExpectedVersion {
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*' || ifMatch !== undefined) throw unreadable('if-none-match', 'must be * and without If-Match');
    return 'none';
  }
  if (ifMatch === undefined) {
    throw new PreconditionRequired('send If-Match with the ETag of the price this change is meant for, or If-None-Match: * for a new one');
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.length === 1 && tags[0] === '*') return 'any';
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) throw unreadable('if-match', 'must be * or a list of entity tags');
  return tags.filter((tag) => /^"\d{1,10}"$/.test(tag)).map((tag) => Number(tag.slice(1, -1)));
}

const unreadable = (header: string, message: string): InvalidInput =>
  new InvalidInput('a header is not valid', [{ pointer: `/headers/${header}`, message }]);
