import { InvalidInput, PreconditionRequired, type ApiRequest } from '@sidecart/platform';
import type { ExpectedVersion, Product } from './domain/product.js';

/** A product's entity tag: the versions of what is told of it, of its price and of its stock. */
export const etagOf = ({ version, price, stock }: Product): string => `"${version}-${price?.version ?? 0}-${stock?.version ?? 0}"`;

/**
 * Which version a change is meant for: `If-None-Match: *` a product nobody described yet, If-Match those its tags name. Only
 * the first part of a tag counts: a sale meanwhile is no reason to refuse a new description. A tag never given out names
 * none. Throws PreconditionRequired without either, InvalidInput for what cannot be read.
 */
export function expectedVersion({ header }: Pick<ApiRequest, 'header'>): ExpectedVersion {
  const [match, noneMatch] = [header('if-match')?.trim(), header('if-none-match')?.trim()];
  if (noneMatch !== undefined) {
    return noneMatch === '*' && match === undefined ? 'none' : unreadable('if-none-match', 'must be * and without If-Match');
  }
  if (match === undefined) {
    throw new PreconditionRequired('send If-Match with the ETag of the product this change is meant for, or If-None-Match: * for a new one');
  }
  if (match === '*') return 'any';
  const tags = match.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) return unreadable('if-match', 'must be * or a list of entity tags');
  return tags.flatMap((tag) => {
    const version = /^"(\d{1,10})-\d{1,10}-\d{1,10}"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

function unreadable(name: string, message: string): never {
  throw new InvalidInput('a header is not valid', [{ pointer: `/headers/${name}`, message }]);
}
