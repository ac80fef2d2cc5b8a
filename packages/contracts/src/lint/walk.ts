import { type Json, pointerTo } from '../compare/json';
import { type Child, children, type Dialect } from '../compare/schema/dialect';

/** Visits a schema and everything in it that is a schema, each with its JSON pointer. */
export function walkSchemas(root: Json, dialect: Dialect, visit: (schema: Json, pointer: string) => void): void {
  const step = (schema: Json, pointer: string): void => {
    visit(schema, pointer);
    for (const child of children(schema, dialect)) step(child.schema, pointerTo(pointer, ...child.tokens));
  };
  step(root, '');
}

const IN_PLACE = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'dependencies']);

/** Whether a subschema judges the same part of the instance as the schema it is in. */
export function isInPlace({ tokens }: Child): boolean {
  return IN_PLACE.has(String(tokens[0]));
}
