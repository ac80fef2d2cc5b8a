/** Something that is there already and is not written over. Exit code 1. */
export class WouldOverwrite extends Error {
  readonly exitCode = 1;
}

/** A name or an option that cannot be meant, or a folder that cannot be read. Exit code 2. */
export class ScaffoldError extends Error {
  readonly exitCode = 2;
}
