import { canonical, type Json, pointerTo } from '../json';
import { ARRAY, NUMBER, OBJECT, STRING, type Node } from '../schema/node';
import type { DifferenceType } from './catalogue';
import { type Pair, report, type Walk, written } from './finding';

type Bound =
  | 'maxLength'
  | 'minLength'
  | 'maximum'
  | 'minimum'
  | 'exclusiveMaximum'
  | 'exclusiveMinimum'
  | 'maxProperties'
  | 'minProperties'
  | 'maxItems'
  | 'minItems';

const BOUNDS: [Bound, string, number][] = [
  ['maximum', 'MAXIMUM', NUMBER],
  ['minimum', 'MINIMUM', NUMBER],
  ['exclusiveMaximum', 'EXCLUSIVE_MAXIMUM', NUMBER],
  ['exclusiveMinimum', 'EXCLUSIVE_MINIMUM', NUMBER],
  ['maxLength', 'MAX_LENGTH', STRING],
  ['minLength', 'MIN_LENGTH', STRING],
  ['maxProperties', 'MAX_PROPERTIES', OBJECT],
  ['minProperties', 'MIN_PROPERTIES', OBJECT],
  ['maxItems', 'MAX_ITEMS', ARRAY],
  ['minItems', 'MIN_ITEMS', ARRAY],
];

/** Bounds, multiples, patterns and formats, for the types both schemas allow. */
export function compareScalars(walk: Walk, pair: Pair, types: number): void {
  const { a, b } = pair;
  for (const [key, name, type] of BOUNDS) {
    if (!(types & type) || a[key] === b[key]) continue;
    const change = a[key] === undefined ? 'ADDED' : b[key] === undefined ? 'REMOVED' : b[key] > a[key] ? 'INCREASED' : 'DECREASED';
    keyword(walk, pair, key, `${name}_${change}` as DifferenceType);
  }
  if (types & NUMBER && a.multipleOf !== b.multipleOf) keyword(walk, pair, 'multipleOf', multipleChange(a.multipleOf, b.multipleOf));
  if (types & STRING && a.pattern !== b.pattern) keyword(walk, pair, 'pattern', `PATTERN_${appearance(a.pattern, b.pattern)}`);
  if (types & (STRING | NUMBER) && a.format !== b.format) keyword(walk, pair, 'format', `FORMAT_${appearance(a.format, b.format)}`);
  if (types & ARRAY && a.unique !== b.unique) keyword(walk, pair, 'unique', b.unique ? 'UNIQUE_ITEMS_ADDED' : 'UNIQUE_ITEMS_REMOVED', 'uniqueItems');
}

function keyword(walk: Walk, pair: Pair, key: keyof Node, type: DifferenceType, name: string = key): void {
  const { a, b } = pair;
  const only = (node: Node): Partial<Node> => (node[key] === undefined ? {} : { [key]: node[key] });
  report(walk, pair, {
    type,
    path: pointerTo(b[key] === undefined ? a.pointer : b.pointer, name),
    old: written(a, name),
    new: written(b, name),
    oldPart: only(a),
    newPart: only(b),
  });
}

function appearance(old: unknown, now: unknown): 'ADDED' | 'REMOVED' | 'CHANGED' {
  return old === undefined ? 'ADDED' : now === undefined ? 'REMOVED' : 'CHANGED';
}

function multipleChange(old: number | undefined, now: number | undefined): DifferenceType {
  if (old === undefined) return 'MULTIPLE_OF_ADDED';
  if (now === undefined) return 'MULTIPLE_OF_REMOVED';
  const whole = (ratio: number) => Math.abs(ratio - Math.round(ratio)) < 1e-9;
  if (whole(now / old)) return 'MULTIPLE_OF_EXPANDED';
  return whole(old / now) ? 'MULTIPLE_OF_REDUCED' : 'MULTIPLE_OF_CHANGED';
}

/** enum and const, as the lists of values they are. */
export function compareValues(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.values && new Set(a.values.map(canonical));
  const after = b.values && new Set(b.values.map(canonical));
  if (!before && !after) return;
  const lost = !before ? [] : [...before].filter((value) => after && !after.has(value));
  const gained = !after ? [] : [...after].filter((value) => before && !before.has(value));
  const narrowed = !before || lost.length > 0;
  const extended = !after || gained.length > 0;
  if (!narrowed && !extended) return;
  const type = narrowed && extended ? 'ENUM_ARRAY_CHANGED' : narrowed ? 'ENUM_ARRAY_NARROWED' : 'ENUM_ARRAY_EXTENDED';
  const shown = after ? b : a;
  report(walk, pair, {
    type,
    path: pointerTo(shown.pointer, written(shown, 'const') === undefined ? 'enum' : 'const'),
    old: listed(a),
    new: listed(b),
    oldPart: a.values ? { values: a.values } : {},
    newPart: b.values ? { values: b.values } : {},
  });
}

function listed(node: Node): Json | undefined {
  return written(node, 'const') ?? written(node, 'enum');
}
