import { createHash } from 'node:crypto';

/**
 * SHA-256 of a request's meaning: equal for equal values, whatever order the JSON had. Kept instead of
 * the request, so that a key used again for another request is noticed and no card token is stored with it.
 */
export function requestHash(meaning: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}
