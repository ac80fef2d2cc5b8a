import { InvalidInput, PreconditionRequired, type ApiRequest } from '@sidecart/platform';
import type { ExpectedVersion } from './domain/count.js';

/** A SKU's entity tag: the version of its stock. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * What a change of a SKU's stock is meant for: the versions If-Match names, or with `If-None-Match: *` a SKU that is not
 * kept yet. A weak tag names no version, for If-Match compares strongly. Throws PreconditionRequired without either
 * header, InvalidInput for one that cannot be read.
 */
export function expectedStock({ header }: Pick<ApiRequest, 'header'>): ExpectedVersion | 'none' {
  const [match, noneMatch] = [header('if-match')?.trim(), header('if-none-match')?.trim()];
  if (match === undefined && noneMatch === undefined) {
    throw new PreconditionRequired('send If-Match with the ETag of the stock that was counted, or If-None-Match: * for a new SKU');
  }
  if (match === undefined) return noneMatch === '*' ? 'none' : unreadable('if-none-match', 'must be *');
  if (match === '*') return 'any';
  const tags = match.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) return unreadable('if-match', 'must be * or a list of entity tags');
  return tags.flatMap((tag) => (/^"\d{1,10}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}

function unreadable(name: string, message: string): never {
  throw new InvalidInput('a header is not valid', [{ pointer: `/headers/${name}`, message }]);
}
