import type { Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';
import { patternTerm } from './regex/pattern';
import type { Term } from './regex/term';

/** Formats asserted on numbers, as Ajv does; all others look at strings. */
export const NUMBER_FORMATS = new Set(['int32', 'int64', 'float', 'double']);

const known = fullFormats as Record<string, Format>;

/** Whether a format is asserted at all; an unknown one is an annotation. */
export function isAsserted(name: string): boolean {
  return Object.hasOwn(known, name) && known[name] !== true && name !== 'float' && name !== 'double';
}

/** Whether a string fits a string format, by the very functions Ajv uses. */
export function fitsFormat(name: string, text: string): boolean {
  if (!isAsserted(name) || NUMBER_FORMATS.has(name)) return true;
  const format = known[name] as Format;
  if (format instanceof RegExp) return format.test(text);
  const check = typeof format === 'object' ? format.validate : format;
  if (check instanceof RegExp) return check.test(text);
  return typeof check === 'function' ? Boolean((check as (value: string) => unknown)(text)) : true;
}

/** Whether a number fits a number format. */
export function fitsNumberFormat(name: string, value: number): boolean {
  if (name === 'int32') return Number.isInteger(value) && value >= -(2 ** 31) && value <= 2 ** 31 - 1;
  return name === 'int64' ? Number.isInteger(value) : true;
}

/** Formats whose own expression is plain ASCII, so that an automaton says exactly what they accept. */
const EXACT = ['duration', 'uri-reference', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid', 'json-pointer-uri-fragment'];

const TIME = String.raw`\d\d:\d\d:\d\d(?:\.\d+)?`;
const ZONE = String.raw`(?:[zZ]|[+-]\d\d(?::?\d\d)?)`;
const DATE = String.raw`\d\d\d\d-\d\d-\d\d`;
/** Shapes that hold every string of the format, and more. */
const OUTER: Record<string, string> = {
  date: `^${DATE}$`,
  time: `^${TIME}${ZONE}$`,
  'iso-time': `^${TIME}${ZONE}?$`,
  'date-time': `^${DATE}[tT\\s]${TIME}${ZONE}$`,
  'iso-date-time': `^${DATE}[tT\\s]${TIME}${ZONE}?$`,
  uri: '^[a-zA-Z][a-zA-Z0-9+.-]*:[!-~]*$',
  'relative-json-pointer': '^[0-9]',
};

/** Formats that hold every string of another. */
const WITHIN: Record<string, string[]> = {
  'date-time': ['iso-date-time'],
  time: ['iso-time'],
  uri: ['uri-reference'],
};

/** Whether every string of one format is known to fit the other. */
export function formatWithin(inner: string, outer: string): boolean {
  return inner === outer || (WITHIN[inner] ?? []).includes(outer);
}

/** A language that holds at least the format's strings; null when none is known. */
export function formatOuter(name: string): Term | null {
  const exact = formatExact(name);
  if (exact) return exact;
  const shape = OUTER[name];
  return shape === undefined ? null : patternTerm(shape);
}

/** The language of exactly the format's strings; null when no automaton says so. */
export function formatExact(name: string): Term | null {
  if (!EXACT.includes(name)) return null;
  const format = known[name];
  return format instanceof RegExp ? patternTerm(format.source, format.ignoreCase) : null;
}

const SAMPLES: Record<string, string[]> = {
  date: ['2024-01-31', '1999-12-01', '2000-02-29', '0001-01-01'],
  time: ['12:00:00Z', '23:59:59.123+02:00', '00:00:00z', '01:02:03-0500'],
  'date-time': ['2024-01-31T12:00:00Z', '1999-12-01t23:59:59.123+02:00', '2000-02-29 00:00:00z', '2024-01-31T12:00:00.5-0500'],
  'iso-time': ['12:00:00', '23:59:59.123Z', '01:02:03'],
  'iso-date-time': ['2024-01-31T12:00:00', '1999-12-01T23:59:59Z', '2000-02-29 00:00:00'],
  duration: ['P1D', 'PT1H', 'P2W', 'P1Y2M3DT4H5M6S'],
  uri: ['https://example.com/a', 'urn:a:b', 'mailto:a@b.c', 'a:/', 'http://[::1]:80/?q#f'],
  'uri-reference': ['a', '/a/b?c#d', 'https://example.com', '#', ''],
  'uri-template': ['a', '/a/{b}', 'https://example.com/{x}', ''],
  url: ['https://example.com', 'ftp://example.org/a?b', 'http://10.20.30.example.net:8080/x'],
  email: ['a@b.c', 'user.name@example.com', 'x@y.org'],
  hostname: ['a', 'example.com', 'a-b.example.org', 'localhost'],
  ipv4: ['0.0.0.0', '127.0.0.1', '255.255.255.255'],
  ipv6: ['::', '::1', '2001:db8::1', '1:2:3:4:5:6:7:8'],
  regex: ['a', '', '^[a-z]+$', '\\d'],
  uuid: ['00000000-0000-4000-8000-000000000000', 'urn:uuid:00000000-0000-4000-8000-000000000001', 'ABCDEF00-0000-1000-8000-000000000000'],
  'json-pointer': ['', '/a', '/a/b~0c', '/0'],
  'json-pointer-uri-fragment': ['#', '#/a', '#/a/b'],
  'relative-json-pointer': ['0', '1/a', '0#'],
  byte: ['', 'YQ==', 'YWJj'],
};

/** Typical strings of a format, shortest habits first. */
export function formatSamples(name: string): string[] {
  return SAMPLES[name] ?? [];
}

const MISFITS = ['(', '[a', '%', ' ', '{', '~', 'a b', '\\', '*', '\n', '😀'];

/** Every sample there is: fitting one format, they miss most others; some fit none. */
export const ALL_SAMPLES: string[] = [...new Set([...Object.values(SAMPLES).flat(), ...MISFITS])];
