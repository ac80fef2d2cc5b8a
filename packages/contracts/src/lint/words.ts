import { isObject, type Json, own, pointerTo } from '../compare/json';
import { children } from '../compare/schema/dialect';
import { placeOf } from '../compare/schema/position';
import { findingAt, type LintFinding, type Rule } from './finding';
import type { SchemaFile } from './folder';
import { isInPlace } from './walk';

/** What every `$id` of a folder looks like: a base, the path, and perhaps its ending. */
export interface IdStyle {
  readonly base: string;
  readonly ending: '' | '.json';
}

const stemOf = (path: string): string => path.replace(/\.json$/, '');

/** The style most `$id`s of the folder have; undefined when none ends with its path. */
export function idStyleOf(files: readonly SchemaFile[]): IdStyle | undefined {
  const counts = new Map<string, { style: IdStyle; count: number }>();
  for (const { root, path } of files) {
    const id = isObject(root) ? own(root, '$id') : undefined;
    if (typeof id !== 'string') continue;
    const ending = id.endsWith(`/${path}`) ? '.json' : '';
    const tail = stemOf(path) + ending;
    if (!id.endsWith(`/${tail}`)) continue;
    const style: IdStyle = { base: id.slice(0, -tail.length), ending };
    const key = `${style.base} ${ending}`;
    counts.set(key, { style, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.style;
}

/** The `$id` a path demands. */
export function idFor(path: string, { base, ending }: IdStyle): string {
  return base + stemOf(path) + ending;
}

/** What a schema has to say of itself: `$schema`, `$id`, title, descriptions, examples. */
export function findingsOfWords(file: SchemaFile, style: IdStyle | undefined): readonly LintFinding[] {
  const { root, text } = file;
  const at = (pointer: string, rule: Rule, message: string) => findingAt(placeOf(file.file, text, pointer), rule, message);
  if (!isObject(root)) return [at('', 'TITLE_MISSING', 'a contract is an object with a title, a description and examples')];
  const found: LintFinding[] = [];
  if (own(root, '$schema') === undefined || file.dialect !== '2020-12') {
    found.push(at('/$schema', 'DRAFT_NOT_2020_12', '$schema must be https://json-schema.org/draft/2020-12/schema'));
  }
  found.push(...findingsOfId(file, own(root, '$id'), style));
  if (!isText(own(root, 'title'))) found.push(at('/title', 'TITLE_MISSING', 'the schema has no title'));
  if (!isText(own(root, 'description'))) found.push(at('/description', 'DESCRIPTION_MISSING', 'the schema has no description'));
  const examples = own(root, 'examples');
  if (!Array.isArray(examples) || examples.length === 0) found.push(at('/examples', 'EXAMPLES_MISSING', 'the schema has no examples'));
  for (const pointer of undescribed(file)) found.push(at(pointer, 'DESCRIPTION_MISSING', 'the property has no description'));
  return found;
}

function findingsOfId(file: SchemaFile, id: Json | undefined, style: IdStyle | undefined): readonly LintFinding[] {
  const wanted = style ? idFor(file.path, style) : undefined;
  const place = placeOf(file.file, file.text, '/$id');
  if (typeof id !== 'string') return [findingAt(place, 'ID_MISSING', `the schema has no $id${wanted ? `; it must be ${wanted}` : ''}`)];
  if (wanted === undefined) return [findingAt(place, 'ID_NOT_ITS_PATH', `the $id does not end with the file's path, ${stemOf(file.path)}`)];
  return id === wanted ? [] : [findingAt(place, 'ID_NOT_ITS_PATH', `the $id of this file must be ${wanted}`)];
}

/** Pointers to the properties without a description. */
function undescribed({ root, dialect }: SchemaFile): readonly string[] {
  const found: string[] = [];
  // A condition or an alternative speaks of properties again that are described where they are declared.
  const visit = (schema: Json, pointer: string, declared: ReadonlySet<string>): void => {
    const properties = isObject(schema) ? own(schema, 'properties') : undefined;
    const entries = properties !== undefined && isObject(properties) ? Object.entries(properties) : [];
    for (const [name, property] of entries) {
      const words = isObject(property) ? own(property, 'description') : undefined;
      if (!isText(words) && !declared.has(name)) found.push(pointerTo(pointer, 'properties', name));
    }
    const here = new Set([...declared, ...entries.map(([name]) => name)]);
    for (const child of children(schema, dialect)) {
      visit(child.schema, pointerTo(pointer, ...child.tokens), isInPlace(child) ? here : new Set());
    }
  };
  visit(root, '', new Set());
  return found;
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
