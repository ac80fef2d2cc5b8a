import type { Json } from '../../json';

/**
 * One written case: title, old, new, then whether it is backward and forward compatible (`+` proved,
 * `-` refuted by a witness), then the names of the differences expected, in order.
 */
export type Case = [title: string, old: Json, now: Json, outcome: '++' | '+-' | '-+' | '--', names: string];
