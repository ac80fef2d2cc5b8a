/** Whether the stream id `a` (`<milliseconds>-<sequence>`) comes before `b`. */
export function isBefore(a: string, b: string): boolean {
  const [first, second] = [parts(a), parts(b)];
  return first.time === second.time ? first.sequence < second.sequence : first.time < second.time;
}

/** When the entry of this id was added, milliseconds since 1970 by Redis' clock. */
export function timeOf(id: string): number {
  return Number(parts(id).time);
}

/** Both halves are unsigned 64-bit numbers, more than a double holds. */
function parts(id: string): { readonly time: bigint; readonly sequence: bigint } {
  const [time = '0', sequence = '0'] = id.split('-');
  return { time: BigInt(time), sequence: BigInt(sequence) };
}
