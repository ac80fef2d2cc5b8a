/**
 * True when two JSON values say the same, whatever order their properties stand in. Arrays keep their
 * order: the lines of an order in another order are another content.
 */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameContent(read(a, name), read(b, name)));
}

const read = (value: object, name: string): unknown => (value as Record<string, unknown>)[name];
