/** A topic in one major version of its contract; `Data` is the generated type of its events' data. */
export interface Topic<Data> {
  readonly name: string;
  readonly major: number;
  /** Carries the type only; never set. */
  readonly __data?: Data;
}

/** One thing wrong with an instance, as its contract sees it. */
export interface ContractViolation {
  readonly pointer: string;
  readonly message: string;
  readonly keyword: string;
}

/** One version of a topic's data contract. */
export interface DataContract {
  readonly topic: string;
  readonly version: string;
  /** The schema's `$id`, which is the event's `dataschema`. */
  readonly id: string;
  validate(data: unknown): readonly ContractViolation[];
}

/** The contracts a service knows, generated from `json-schema/`. */
export interface ContractRegistry {
  validateEnvelope(event: unknown): readonly ContractViolation[];
  topicNames(): readonly string[];
  newest(topic: string, major: number): DataContract | undefined;
  /** Unknown minor of a known major: the newest known minor. Unknown major or topic: undefined. */
  forDataSchema(topic: string, dataschema: string): DataContract | undefined;
  partitionKey(topic: string, data: unknown): string | undefined;
  ownerOf(topic: string): string | undefined;
}

/** The contract of a request body. */
export interface BodyContract<T> {
  readonly name: string;
  validate(body: unknown): readonly ContractViolation[];
  readonly __body?: T;
}
