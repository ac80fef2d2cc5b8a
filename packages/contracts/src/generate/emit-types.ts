import { compile } from 'json-schema-to-typescript';
import { typeName } from './names';
import { newestOfEachMajor } from './versions';
import type { Schema, SchemaFile, Sources } from './sources';

/**
 * One TypeScript declaration a contract. References become the name of the type they lead to, so
 * that a shared model is one type. Members a contract does not name are left out of the types:
 * they may be there, but nobody here knows what they mean.
 */
export async function emitTypes({ files }: Sources): Promise<string> {
  const names = new Map(files.map((file) => [file.id, typeName(file)]));
  const declared = newestOfEachMajor(files.filter((file) => file.kind !== 'envelope'));
  const declarations = await Promise.all(declared.map((file) => declare(file, names)));
  return declarations.join('\n');
}

async function declare(file: SchemaFile, names: ReadonlyMap<string, string>): Promise<string> {
  const named = without(['title', '$id'], replaceReferences(file.schema, names) as Schema);
  const declaration = await compile(named, typeName(file), {
    bannerComment: '',
    format: false,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
  });
  return `${indent(declaration.trim())}\n`;
}

function replaceReferences(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((entry) => replaceReferences(entry, names));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, description } = node as Schema;
  if (typeof $ref === 'string') return { tsType: nameOf($ref, names), ...(description && { description }) };
  return Object.fromEntries(Object.entries(without(['examples'], node)).map(([key, value]) => [key, replaceReferences(value, names)]));
}

function without(keys: readonly string[], node: object): Schema {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !keys.includes(key)));
}

function nameOf(reference: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(reference);
  if (!name) throw new Error(`no contract has the $id ${reference}`);
  return name;
}

/** Indents by nesting; done here so that the output does not follow the version of a formatter. */
function indent(code: string): string {
  let depth = 0;
  const lines = code.split('\n').map((raw) => {
    const line = raw.trim();
    if (line.startsWith('}')) depth -= 1;
    const indented = '  '.repeat(depth) + (line.startsWith('*') ? ` ${line}` : line);
    if (line.endsWith('{')) depth += 1;
    return indented;
  });
  return lines.join('\n');
}
