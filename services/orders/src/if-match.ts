import { InvalidInput, PreconditionRequired } from '@sidecart/platform';
import type { ExpectedVersion } from './domain/order.js';

/** An order's entity tag: its version. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The versions an If-Match header names. A weak tag, or one never given out, names none: If-Match compares
 * strongly. Throws PreconditionRequired without the header, InvalidInput when it is no list of tags.
 */
export function expectedVersion(header: string | undefined): ExpectedVersion {
  if (header === undefined) throw new PreconditionRequired('send If-Match with the ETag of the order this change is meant for');
  const value = header.trim();
  if (value === '*') return 'any';
  const tags = value.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) {
    throw new InvalidInput('a header is not valid', [{ pointer: '/headers/if-match', message: 'must be * or a list of entity tags' }]);
  }
  return tags.flatMap((tag) => (/^"\d{1,10}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}
