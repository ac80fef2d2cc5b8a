import { findNodeAtLocation, type Node, parseTree, type ParseError, printParseErrorCode } from 'jsonc-parser';
import type { SourcePlace } from '../errors';

/** Line and column (from 1) of an offset in a text. */
export function lineColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** The tokens of a JSON pointer; numbers stay text. */
export function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** Where a JSON pointer stands in a file's text; an unknown pointer falls back to its nearest parent. */
export function placeOf(file: string, text: string | undefined, pointer: string): SourcePlace {
  if (text === undefined) return { file, line: 1, column: 1, pointer };
  const root = parseTree(text);
  let node: Node | undefined = root;
  for (const token of tokensOf(pointer)) {
    const next: Node | undefined = node && findNodeAtLocation(node, [node.type === 'array' ? Number(token) : token]);
    if (!next) break;
    node = next;
  }
  const offset = node?.parent?.type === 'property' ? node.parent.offset : (node?.offset ?? 0);
  return { file, ...lineColumn(text, offset), pointer };
}

/** The first syntax error of a text that is not JSON, with its place. */
export function syntaxError(file: string, text: string): { place: SourcePlace; message: string } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  const place = { file, ...lineColumn(text, first?.offset ?? 0), pointer: '' };
  const what = first
    ? printParseErrorCode(first.error)
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase()
    : 'unreadable text';
  return { place, message: `not JSON: ${what}` };
}
