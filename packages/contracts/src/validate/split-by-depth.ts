import { type Cutter, MAX_PIECE, type Piece, PieceTooLarge } from './piece';

const QUOTE = 34;
const BACKSLASH = 92;
const LINE_FEED = 10;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

const isOpening = (code: number): boolean => code === 123 || code === OPEN_LIST;
const isClosing = (code: number): boolean => code === 125 || code === CLOSE_LIST;
const isBetween = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13 || code === 44;

/** Cuts by brackets: JSON texts one after the other, or the elements of one outermost list. */
export function cutByDepth(): Cutter {
  return new DepthCutter();
}

class DepthCutter implements Cutter {
  private kept = '';
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** A number or a word, which ends where something else starts. */
  private isBare = false;
  /** Whether the outermost bracket is that of a list of events. */
  private inList: boolean | undefined;
  private line = 1;
  private column = 0;
  private start: { readonly line: number; readonly column: number } | undefined;

  cut(text: string): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      this.advance(code);
      if (this.start !== undefined && this.isBare && (isBetween(code) || isClosing(code))) pieces.push(this.take(text.slice(from, i)));
      if (this.start === undefined) {
        if (!this.opens(code)) continue;
        from = i;
      }
      if (!this.closes(code)) continue;
      pieces.push(this.take(text.slice(from, i + 1)));
      from = i + 1;
    }
    if (this.start !== undefined) this.keep(text.slice(from));
    return pieces;
  }

  end(): Piece[] {
    // What never closed is no JSON, and the reader says where it goes wrong.
    const last = this.start === undefined ? [] : [this.take('')];
    return this.inList === true ? [...last, { text: '[', line: this.line, column: this.column }] : last;
  }

  private advance(code: number): void {
    if (code === LINE_FEED) {
      this.line++;
      this.column = 0;
    } else this.column++;
  }

  /** Whether an event starts here. */
  private opens(code: number): boolean {
    if (isBetween(code)) return false;
    if (this.inList === undefined && code === OPEN_LIST) {
      this.inList = true;
      return false;
    }
    if (this.inList === true && code === CLOSE_LIST) {
      this.inList = false;
      return false;
    }
    this.inList ??= false;
    this.start = { line: this.line, column: this.column };
    this.isBare = code !== QUOTE && !isOpening(code) && !isClosing(code);
    return true;
  }

  /** Whether an event ends with this character. */
  private closes(code: number): boolean {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (code === BACKSLASH) this.escaped = true;
      else if (code === QUOTE) this.inString = false;
      return !this.inString && this.depth === 0;
    }
    if (code === QUOTE) this.inString = true;
    else if (isOpening(code)) this.depth++;
    else if (isClosing(code)) return --this.depth <= 0;
    return false;
  }

  private keep(text: string): void {
    this.kept += text;
    if (this.kept.length > MAX_PIECE && this.start) throw new PieceTooLarge(this.start.line, this.start.column);
  }

  private take(text: string): Piece {
    const piece = { text: this.kept + text, line: this.start?.line ?? this.line, column: this.start?.column ?? this.column };
    this.kept = '';
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.isBare = false;
    this.start = undefined;
    return piece;
  }
}
