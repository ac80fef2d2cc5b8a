export { ReviewError } from './errors';
export { formatReview } from './report/format';
export type { ContractReview, Review } from './result';
export { review } from './review';
