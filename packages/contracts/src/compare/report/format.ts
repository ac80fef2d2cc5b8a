import type { CompareResult } from '../result';
import type { SchemaDocument } from '../schema/document';
import { githubReport } from './github';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import { textReport } from './text';

/** The formats a comparison can be written in. */
export const FORMATS = ['text', 'json', 'markdown', 'github', 'junit'] as const;
/** One of FORMATS. */
export type Format = (typeof FORMATS)[number];

/** The schemas a result came from; they give a report its file names, lines and columns. */
export interface ReportContext {
  old?: SchemaDocument;
  new?: SchemaDocument;
}

/** Writes a comparison out; every format ends in a line feed. */
export function formatResult(result: CompareResult, format: Format, context: ReportContext = {}): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'markdown':
      return markdownReport(result, context);
    case 'github':
      return githubReport(result, context);
    case 'junit':
      return junitReport(result, context);
    default:
      return textReport(result, context);
  }
}
