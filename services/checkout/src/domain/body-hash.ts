import { createHash } from 'node:crypto';

/** SHA-256 of a JSON value with its members in order, so that only a different body hashes differently. */
export function bodyHash(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body, sortMembers)).digest('hex');
}

/** Puts an object's members in order before they are written. */
function sortMembers(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
