/** What a report is about: everything from the first instant up to, and without, the last; RFC 3339, UTC. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The width of a report's rows. */
export type Width = 'hour' | 'day';
