/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; keys may be any string. */
export interface JsonObject {
  [key: string]: Json;
}

/** True for a JSON object (neither null nor an array). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own-property test that a key named `hasOwnProperty` cannot fool. */
export function has(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}

/** The own value under a key, or undefined; inherited names such as `constructor` are not seen. */
export function own(object: JsonObject, key: string): Json | undefined {
  return has(object, key) ? object[key] : undefined;
}

/** Sets a key as an own property, `__proto__` included. */
export function put(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Text that two values share exactly when JSON Schema calls them equal (key order is ignored). */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return Object.is(value, -0) ? '0' : JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`).join(',')}}`;
}

/** JSON equality: numbers by value, objects whatever their key order. */
export function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return canonical(a) === canonical(b);
}

/** Length in Unicode code points, as minLength and maxLength count it. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++, count++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return count;
}

/** Appends a reference token to a JSON pointer (RFC 6901). */
export function pointerTo(pointer: string, ...tokens: (string | number)[]): string {
  let path = pointer;
  for (const token of tokens) path += `/${typeof token === 'number' ? token : escaped(token)}`;
  return path;
}

function escaped(token: string): string {
  if (!token.includes('~') && !token.includes('/')) return token;
  return token.replace(/~/g, '~0').replace(/\//g, '~1');
}
