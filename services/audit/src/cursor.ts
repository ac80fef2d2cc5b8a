import { parseInstant } from '@sidecart/platform';
import type { Position } from './domain/filter.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True for the canonical form of a UUID. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The opaque text that stands for a place in the archive. */
export function encodeCursor({ time, id }: Position): string {
  return Buffer.from(`${time} ${id}`).toString('base64url');
}

/** The place a cursor stands for; undefined when it is none of ours. */
export function decodeCursor(cursor: string): Position | undefined {
  const [time = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const whole = rest.length === 0 && isUuid(id) && parseInstant(time) !== undefined;
  // Bytes outside the alphabet are skipped by the decoder, so only a cursor that encodes back is ours.
  return whole && encodeCursor({ time, id }) === cursor ? { time, id } : undefined;
}
