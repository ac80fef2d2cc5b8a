/** A topic in one major version of its contract; `Data` is the generated type of its events' data. */
export interface Topic<Data> {
  readonly name: string;
  readonly major: number;
  /** Carries the type only; never set. */
  readonly __data?: Data;
}

/** One thing wrong with an instance, as its contract sees it. */
export interface Violation {
  /** JSON pointer to the value at fault; '' is the root, and a missing or unknown property is pointed at itself. */
  readonly pointer: string;
  readonly message: string;
  /** The JSON Schema keyword that was broken. */
  readonly keyword: string;
}

/** One version of a topic's data contract. */
export interface DataContract {
  readonly topic: string;
  /** `<major>.<minor>`. */
  readonly version: string;
  /** The schema's `$id`, which is the event's `dataschema`. */
  readonly id: string;
  /** Everything wrong with the data; none when it keeps the contract. */
  validate(data: unknown): readonly Violation[];
}

/** The contracts of every topic in `json-schema/`. */
export interface ContractRegistry {
  /** Everything wrong with the envelope; `data` is looked into by the contract its `dataschema` names. */
  validateEnvelope(event: unknown): readonly Violation[];
  topicNames(): readonly string[];
  /** The contract with the highest minor version in that major version. */
  newest(topic: string, major: number): DataContract | undefined;
  /** Unknown minor of a known major: the newest known minor. Unknown major or topic: undefined. */
  forDataSchema(topic: string, dataschema: string): DataContract | undefined;
  /** The partition key of valid data, by the key pointer of the catalog. */
  partitionKey(topic: string, data: unknown): string | undefined;
  /** Name of the one service that publishes the topic. */
  ownerOf(topic: string): string | undefined;
}

/** The contract of a request body. */
export interface BodyContract<T> {
  /** `<service>/<operation>`. */
  readonly name: string;
  /** Everything wrong with the body; none when it keeps the contract. */
  validate(body: unknown): readonly Violation[];
  /** Carries the type only; never set. */
  readonly __body?: T;
}
