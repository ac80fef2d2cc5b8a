import { MissingRefError } from 'ajv/dist/2020';
import { isObject, type Json, own, pointerTo } from '../compare/json';
import { placeOf, tokensOf } from '../compare/schema/position';
import { bare, resolveUri } from '../compare/schema/resource';
import { violationsOf } from '../registry/validator';
import { createFolderAjv, type FolderAjv, uriOf } from './ajv';
import { findingAt, type LintFinding } from './finding';
import type { SchemaFile } from './folder';
import { walkSchemas } from './walk';

/** What Ajv's strict mode refuses, and examples that are not valid. The files' identifiers must differ. */
export function findingsOfAjv(files: readonly SchemaFile[]): readonly LintFinding[] {
  const strict = createFolderAjv(files, { strict: true, allowUnionTypes: true });
  // Examples are judged in any case, so by a validator that does not mind the rest.
  const judge = createFolderAjv(files, { strict: false });
  return [...findingsOfStrict(files, strict), ...files.flatMap((file) => wrongExamples(file, judge))];
}

function findingsOfStrict(files: readonly SchemaFile[], strict: FolderAjv): readonly LintFinding[] {
  const unknown = files.flatMap((file) => unknownKeywords(file, strict));
  const faulty = new Set(unknown.map(({ file }) => file));
  const refused = files.filter(({ file }) => !faulty.has(file)).flatMap((file) => refusalOf(file, strict));
  for (const { file } of refused) faulty.add(file.file);
  const byUri = new Map(files.map((file) => [uriOf(file), file]));
  // What is wrong with a shared model is met again in everything that uses it.
  const first = refused.filter(({ file }) => ![...usedBy(file, byUri)].some((used) => used !== file && faulty.has(used.file)));
  return [...unknown, ...first.map(findingOfRefusal)];
}

function unknownKeywords(file: SchemaFile, strict: FolderAjv): readonly LintFinding[] {
  const known = strict.of(file).RULES.keywords;
  const found: LintFinding[] = [];
  walkSchemas(file.root, file.dialect, (schema, pointer) => {
    for (const keyword of isObject(schema) ? Object.keys(schema) : []) {
      if (Object.hasOwn(known, keyword)) continue;
      const place = placeOf(file.file, file.text, pointerTo(pointer, keyword));
      found.push(findingAt(place, 'NOT_STRICT', `unknown keyword ${JSON.stringify(keyword)}`));
    }
  });
  return found;
}

interface Refusal {
  readonly file: SchemaFile;
  readonly message: string;
}

function refusalOf(file: SchemaFile, strict: FolderAjv): readonly Refusal[] {
  try {
    strict.validatorOf(file);
    return [];
  } catch (error) {
    // The reference is a finding of its own.
    return error instanceof MissingRefError ? [] : [{ file, message: (error as Error).message }];
  }
}

function findingOfRefusal({ file, message }: Refusal): LintFinding {
  const [, fragment = ''] = /\b(?:at|path) "[^"#]*#?([^"]*)"/.exec(message) ?? [];
  return findingAt(placeOf(file.file, file.text, decodeURIComponent(fragment)), 'NOT_STRICT', message);
}

/** Every file a file refers to, directly or not. */
function usedBy(file: SchemaFile, byUri: ReadonlyMap<string, SchemaFile>): ReadonlySet<SchemaFile> {
  const found = new Set<SchemaFile>();
  const visit = (from: SchemaFile): void =>
    walkSchemas(from.root, from.dialect, (schema) => {
      const reference = isObject(schema) ? own(schema, '$ref') : undefined;
      const target = typeof reference === 'string' ? byUri.get(bare(resolveUri(reference, uriOf(from)))) : undefined;
      if (!target || found.has(target)) return;
      found.add(target);
      visit(target);
    });
  visit(file);
  return found;
}

function wrongExamples(file: SchemaFile, judge: FolderAjv): readonly LintFinding[] {
  const found: LintFinding[] = [];
  walkSchemas(file.root, file.dialect, (schema, pointer) => {
    const examples = isObject(schema) ? own(schema, 'examples') : undefined;
    if (Array.isArray(examples)) found.push(...examples.flatMap((example, index) => wrongExample(file, judge, { example, index, pointer })));
  });
  return found;
}

interface Example {
  readonly example: Json;
  readonly index: number;
  /** Of the schema it is an example of. */
  readonly pointer: string;
}

function wrongExample(file: SchemaFile, judge: FolderAjv, { example, index, pointer }: Example): readonly LintFinding[] {
  const validator = validatorAt(file, judge, pointer);
  if (!validator) return [];
  return violationsOf(validator, example).map((violation) => {
    const at = `${pointerTo(pointer, 'examples', index)}${violation.pointer}`;
    return findingAt(placeOf(file.file, file.text, at), 'EXAMPLE_INVALID', `example ${index + 1}: ${violation.pointer || 'it'} ${violation.message}`);
  });
}

/** The validator of a schema inside a file; none when it cannot be compiled, which is a finding of its own. */
function validatorAt(file: SchemaFile, judge: FolderAjv, pointer: string) {
  try {
    if (pointer === '') return judge.validatorOf(file);
    const fragment = tokensOf(pointer).map((token) => encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1')));
    return judge.of(file).compile({ $ref: `${uriOf(file)}#/${fragment.join('/')}` });
  } catch {
    return undefined;
  }
}
