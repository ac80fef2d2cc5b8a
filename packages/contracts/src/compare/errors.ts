/** Where in a file something is wrong; line and column count from 1. */
export interface SourcePlace {
  file: string;
  line: number;
  column: number;
  pointer: string;
}

/** A schema that cannot be loaded: not JSON, not a schema, an unresolvable reference. Exit code 2. */
export class SchemaLoadError extends Error implements SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly pointer: string;
  readonly exitCode = 2;

  constructor(place: SourcePlace, message: string) {
    super(message);
    this.name = 'SchemaLoadError';
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.pointer = place.pointer;
  }
}

/** A "compatible" proof that an instance contradicts: a defect of this engine, never of the schemas. */
export class InternalContradiction extends Error {
  constructor(readonly instance: unknown) {
    super(`The proof of compatibility is contradicted by the instance ${JSON.stringify(instance)}`);
    this.name = 'InternalContradiction';
  }
}
