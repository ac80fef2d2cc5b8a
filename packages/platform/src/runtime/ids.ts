import { v7 } from 'uuid';

/** Makes identifiers; injected so that tests can predict them. */
export type NewId = () => string;

/** A UUID v7: time-ordered, so that index inserts stay at the right edge. */
export const newId: NewId = () => v7();
