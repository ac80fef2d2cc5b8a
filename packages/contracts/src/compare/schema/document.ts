import { SchemaLoadError } from '../errors';
import type { Json } from '../json';
import type { Dialect } from './dialect';
import { placeOf } from './position';
import type { Registry, Resource } from './resource';

/** A loaded schema: parsed, checked against its draft, every reference resolvable. */
export interface SchemaDocument {
  file: string;
  text?: string;
  root: Json;
  dialect: Dialect;
  /** The base URI of the root: its `$id`, else derived from the file. */
  uri: string;
  resource: Resource;
  registry: Registry;
}

/** The load error for a pointer inside a document. */
export function loadError(source: { file: string; text?: string }, pointer: string, message: string): SchemaLoadError {
  return new SchemaLoadError(placeOf(source.file, source.text, pointer), message);
}
