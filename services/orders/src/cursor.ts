import { parseInstant } from '@sidecart/platform';
import type { Position } from './domain/page.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The opaque text that stands for a place in the list. */
export function encodeCursor({ placedAt, id }: Position): string {
  return Buffer.from(`${placedAt} ${id}`).toString('base64url');
}

/** The place a cursor stands for; undefined when it is none of ours. */
export function decodeCursor(cursor: string): Position | undefined {
  const [placedAt = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const whole = rest.length === 0 && UUID.test(id) && parseInstant(placedAt) !== undefined;
  // Bytes outside the alphabet are skipped by the decoder, so only a cursor that encodes back is ours.
  return whole && encodeCursor({ placedAt, id }) === cursor ? { placedAt, id } : undefined;
}
