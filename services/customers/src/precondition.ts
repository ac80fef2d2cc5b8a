import { InvalidInput, PreconditionRequired, type ApiRequest } from '@sidecart/platform';
import type { ExpectedVersion } from './domain/customer.js';

/** A customer's entity tag: the version. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * Which version a change is meant for: `If-None-Match: *` a customer not on record yet, If-Match those its tags name. A tag
 * never given out names none. Throws PreconditionRequired without either, InvalidInput for what cannot be read.
 */
export function expectedVersion({ header }: Pick<ApiRequest, 'header'>): ExpectedVersion {
  const [match, noneMatch] = [header('if-match')?.trim(), header('if-none-match')?.trim()];
  if (noneMatch !== undefined) {
    return noneMatch === '*' && match === undefined ? 'none' : unreadable('if-none-match', 'must be * and without If-Match');
  }
  if (match === undefined) {
    throw new PreconditionRequired('send If-Match with the ETag of the customer this change is meant for, or If-None-Match: * for a new one');
  }
  if (match === '*') return 'any';
  const tags = match.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) return unreadable('if-match', 'must be * or a list of entity tags');
  return tags.flatMap((tag) => (/^"\d{1,10}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}

function unreadable(name: string, message: string): never {
  throw new InvalidInput('a header is not valid', [{ pointer: `/headers/${name}`, message }]);
}
