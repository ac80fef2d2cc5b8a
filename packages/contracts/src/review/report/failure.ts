import type { Format } from '../../compare';
import { SchemaLoadError } from '../../compare';
import { ReviewError } from '../errors';
import { COMMENT_MARK } from './markdown';

/** What kept a review from being made, in the format somebody waits for; undefined for an error nobody foresaw. */
export function formatFailure(error: unknown, format: Format): string | undefined {
  if (!(error instanceof SchemaLoadError) && !(error instanceof ReviewError)) return undefined;
  const place = error instanceof SchemaLoadError ? error : undefined;
  const where = place ? `${place.file}:${place.line}:${place.column}: ${place.pointer === '' ? '' : `${place.pointer}: `}` : '';
  const words = `${where}${error.message}`;
  switch (format) {
    case 'json':
      return `${JSON.stringify({ error: { ...placeMembers(place), message: error.message } }, null, 2)}\n`;
    case 'github':
      return `::error ${place ? `file=${place.file},line=${place.line},col=${place.column},` : ''}title=Contract review::${error.message.replaceAll('\n', '%0A')}\n`;
    case 'markdown':
      return `${COMMENT_MARK}\n## Contract review\n\n❓ **The review could not be made.**\n\n\`\`\`text\n${words}\n\`\`\`\n`;
    case 'junit':
      return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="contract review">\n  <testsuite name="review" tests="1" errors="1">\n    <testcase classname="review" name="review"><error>${xml(words)}</error></testcase>\n  </testsuite>\n</testsuites>\n`;
    default:
      return `${words}\n`;
  }
}

function placeMembers(place: SchemaLoadError | undefined) {
  return place ? { file: place.file, line: place.line, column: place.column, pointer: place.pointer } : {};
}

const xml = (text: string): string => text.replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark] ?? mark);
