import type { Format } from '../../compare';
import type { Review } from '../result';
import { githubReport } from './github';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import { textReport } from './text';

/** Writes a review out; every format ends in a line feed. */
export function formatReview(review: Review, format: Format): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(review, null, 2)}\n`;
    case 'markdown':
      return markdownReport(review);
    case 'github':
      return githubReport(review);
    case 'junit':
      return junitReport(review);
    default:
      return textReport(review);
  }
}
