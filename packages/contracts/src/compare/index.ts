export { compareSchemas, type CompareOptions } from './compare';
export { DIFFERENCE_TYPES, type DifferenceType, phraseOf } from './diff/catalogue';
export { InternalContradiction, SchemaLoadError, type SourcePlace } from './errors';
export type { Json, JsonObject } from './json';
export { type CompareResult, type Difference, type DirectionProof, exitCodeOf, type Mode, type Policy, type Proof, type Verdict } from './result';
export type { Dialect } from './schema/dialect';
export type { SchemaDocument } from './schema/document';
export { type LoadOptions, loadSchemaFile, loadSchemaText, loadSchemaValue, MAX_SCHEMA_BYTES } from './schema/load';
