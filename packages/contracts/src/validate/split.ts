import { type Cutter, MAX_PIECE, type Piece, PieceTooLarge } from './piece';
import { cutByDepth } from './split-by-depth';

/**
 * Cuts a stream of text into events, in constant memory: a list gives its elements, a text whose first line
 * is an event by itself gives a piece a line (one bad line spoils no other), and anything else gives one JSON
 * text after the other. The pieces may be no JSON; that is for the reader to find out. Throws PieceTooLarge.
 */
export async function* splitEvents(chunks: AsyncIterable<string>): AsyncGenerator<readonly Piece[]> {
  let head = '';
  let cutter: Cutter | undefined;
  for await (const chunk of chunks) {
    let text = chunk;
    if (!cutter) {
      head += chunk;
      const way = wayOf(head);
      if (way === undefined) {
        if (head.length > MAX_PIECE) throw new PieceTooLarge(1, 1);
        continue;
      }
      cutter = cutterFor(way);
      text = head.replace(/^\uFEFF/, '');
      head = '';
    }
    yield cutter.cut(text);
  }
  if (!cutter) {
    cutter = cutterFor(wayOf(`${head}\n`));
    yield cutter.cut(head.replace(/^\uFEFF/, ''));
  }
  yield cutter.end();
}

function cutterFor(way: 'lines' | 'depth' | undefined): Cutter {
  return way === 'lines' ? cutByLine() : cutByDepth();
}

/** How to cut, from what has been read so far; undefined while the first line is not whole. */
function wayOf(head: string): 'lines' | 'depth' | undefined {
  const start = head.search(/[^\s\uFEFF]/);
  if (start < 0) return undefined;
  if (head[start] === '[') return 'depth';
  const end = head.indexOf('\n', start);
  if (end < 0) return undefined;
  return depthAfter(head.slice(start, end)) === 0 ? 'lines' : 'depth';
}

/** How deep brackets stand at the end of a text, strings left out. */
function depthAfter(text: string): number {
  let depth = 0;
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (mark === '{' || mark === '[') depth++;
    else if (mark === '}' || mark === ']') depth--;
  }
  return depth;
}

function cutByLine(): Cutter {
  let rest = '';
  let line = 1;
  const piece = (text: string): Piece[] => {
    const at = line++;
    const start = text.search(/\S/);
    return start < 0 ? [] : [{ text: text.trim(), line: at, column: start + 1 }];
  };
  return {
    cut(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_PIECE) throw new PieceTooLarge(line + lines.length, 1);
      return lines.flatMap(piece);
    },
    end: () => piece(rest),
  };
}
