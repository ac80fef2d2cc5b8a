/** A part of a stream that should be one JSON text; line and column count from 1. */
export interface Piece {
  readonly text: string;
  readonly line: number;
  /** Of the first character; more than 1 for what follows others on its line. */
  readonly column: number;
}

/** Largest event taken, in characters. */
export const MAX_PIECE = 16 * 1024 * 1024;

/** A stream that goes on without an event ending. */
export class PieceTooLarge extends Error {
  constructor(
    readonly line: number,
    readonly column: number,
  ) {
    super(`an event that starts here has more than ${MAX_PIECE} characters`);
  }
}

/** Cuts what arrives into pieces. */
export interface Cutter {
  /** The pieces that end in this part of the stream. */
  cut(text: string): Piece[];
  /** What is left when the stream has ended. */
  end(): Piece[];
}
