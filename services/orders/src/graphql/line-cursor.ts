import type { LinePosition } from '../store/read-timeline.js';

const PLACE = /^(\d{1,14}) (\d{1,14}) ([01]) (\d{1,18})$/;

/** The opaque text that stands for a place in an order's story. */
export function encodeLine({ at, noted, source, id }: LinePosition): string {
  return Buffer.from(`${at.getTime()} ${noted.getTime()} ${source} ${id}`).toString('base64url');
}

/** The place a cursor stands for; undefined when it is none of ours. */
export function decodeLine(cursor: string): LinePosition | undefined {
  const [, at = '', noted = '', source = '', id = ''] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return id === '' ? undefined : { at: new Date(Number(at)), noted: new Date(Number(noted)), source: Number(source), id: BigInt(id) };
}
