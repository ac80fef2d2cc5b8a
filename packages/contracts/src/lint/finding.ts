import type { SourcePlace } from '../compare';

/** Every rule, and what it asks for. */
export const RULES = {
  NOT_JSON: 'a file is JSON',
  TOO_LARGE: 'a file is at most 1 MiB',
  NOT_A_SCHEMA: 'a file is a schema of its draft',
  UNKNOWN_DRAFT: '$schema names a known draft',
  REF_REMOTE: 'no reference leads to another host',
  REF_CYCLE: 'a reference descends into the instance before it comes back',
  DRAFT_NOT_2020_12: '$schema names draft 2020-12',
  NOT_STRICT: 'Ajv takes the schema in strict mode',
  ID_MISSING: 'a schema has an $id',
  ID_NOT_ITS_PATH: 'the $id is the base URI and the path',
  ID_TWICE: 'an identifier names one schema',
  TITLE_MISSING: 'a schema has a title',
  DESCRIPTION_MISSING: 'a schema and each of its properties have a description',
  EXAMPLES_MISSING: 'a schema has examples',
  EXAMPLE_INVALID: 'an example is valid',
  REF_UNRESOLVABLE: 'a reference leads somewhere',
  REF_ESCAPES: 'a reference stays in the folder of schemas',
  TOPIC_NAME_WRONG: 'a topic is named <service>.<domain>.<action>',
  FILE_OUT_OF_PLACE: 'a file is that of a topic, a model, the envelope or a request body',
  NOT_IN_CATALOG: 'a topic is in the catalog',
  CATALOG_WITHOUT_SCHEMA: 'a topic of the catalog has a schema',
  CATALOG_OWNER: 'the catalog names the owner, which the topic starts with',
  CATALOG_KEY: 'the catalog names the key, a JSON pointer to a text in every event',
  CATALOG_RETENTION: 'the catalog says how many days events are kept',
  CATALOG_MODE: 'the catalog names the compatibility mode',
  CATALOG_DESCRIPTION: 'the catalog describes the topic',
  PUBLISHED_FILE_EDITED: 'a published version never changes',
  TOPIC_WITHOUT_CONTRACT: 'a topic that code names has a contract',
  TOPIC_CYCLE: 'events do not lead back to themselves',
} as const;

/** One of RULES. */
export type Rule = keyof typeof RULES;

/** A warning never fails. */
export type Level = 'error' | 'warning';

/** One thing wrong; line and column count from 1, the pointer leads into the file. */
export interface LintFinding extends Readonly<SourcePlace> {
  readonly rule: Rule;
  readonly level: Level;
  readonly message: string;
}

const BLOCKING: readonly Rule[] = ['NOT_JSON', 'TOO_LARGE', 'NOT_A_SCHEMA', 'UNKNOWN_DRAFT', 'REF_REMOTE', 'REF_CYCLE'];
const WARNINGS: readonly Rule[] = ['TOPIC_CYCLE'];

/** Whether a finding keeps its file from being judged at all: exit code 2. */
export function isBlocking({ rule }: LintFinding): boolean {
  return BLOCKING.includes(rule);
}

/** Makes a finding of a place. */
export function findingAt(place: SourcePlace, rule: Rule, message: string): LintFinding {
  const { file, line, column, pointer } = place;
  return { rule, level: WARNINGS.includes(rule) ? 'warning' : 'error', file, line, column, pointer, message };
}
