/** Which archived events are meant. What is absent does not limit them. */
export interface EventFilter {
  readonly types?: readonly string[] | undefined;
  readonly orderId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly subject?: string | undefined;
  /** The first instant; RFC 3339, UTC. */
  readonly from?: string | undefined;
  /** The first instant no longer meant. */
  readonly to?: string | undefined;
}

/** A place in the archive, which is in the order of time and, within it, of id. */
export interface Position {
  /** RFC 3339 with microseconds, as the database keeps it. */
  readonly time: string;
  readonly id: string;
}
