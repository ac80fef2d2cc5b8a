import type { Topic } from './contracts.js';

/** A CloudEvent 1.0 in structured mode with the platform's extension attributes (see `json-schema/envelope`). */
export interface PlatformEvent<Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly partitionkey: string;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  readonly traceid?: string;
  /** The outbox number, zero-padded to 20 digits: rises within one source. */
  readonly sequence?: string;
  readonly data: Data;
}

/** What a caller says of an event to be published; the publisher adds the rest of the envelope. */
export interface NewEvent<Data = unknown> {
  readonly topic: Topic<Data>;
  /** The aggregate's id. */
  readonly subject: string;
  readonly data: Data;
  /** Defaults to a fresh UUID v7. */
  readonly id?: string;
  /** Defaults to the correlation id of the request or event being handled, else the event's own id. */
  readonly correlationId?: string;
  /** Id of the event that led to this one; defaults to the event being handled. */
  readonly causationId?: string;
}
