import Ajv, { type ErrorObject } from 'ajv';
import type Core from 'ajv/dist/core';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { CompareResult, SchemaDocument } from '../compare';

const OPTIONS = { strict: false, logger: false, validateSchema: false, ownProperties: true } as const;

/** Why the one side refuses the witness, in the words of Ajv: pointer and message; nothing where Ajv has none. */
export function refusalOf(result: CompareResult, old: SchemaDocument, now: SchemaDocument): string | undefined {
  if (!('witness' in result)) return undefined;
  for (const document of [now, old]) {
    const [first] = errorsOf(document, result.witness);
    if (first) return `${first.instancePath === '' ? 'the event' : first.instancePath} ${wordsOf(first)}`;
  }
  return undefined;
}

function wordsOf({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${JSON.stringify((params as { allowedValues: unknown[] }).allowedValues)}`;
  if (keyword === 'const') return `must be ${JSON.stringify((params as { allowedValue: unknown }).allowedValue)}`;
  if (keyword === 'additionalProperties') return `must not have ${JSON.stringify((params as { additionalProperty: string }).additionalProperty)}`;
  return message ?? `breaks ${keyword}`;
}

function errorsOf({ dialect, root }: SchemaDocument, instance: unknown): readonly ErrorObject[] {
  try {
    const ajv: Core = dialect === 'draft-07' ? new Ajv(OPTIONS) : dialect === '2019-09' ? new Ajv2019(OPTIONS) : new Ajv2020(OPTIONS);
    addFormats(ajv);
    const validate = ajv.compile(root as object);
    return validate(instance) ? [] : (validate.errors ?? []);
  } catch {
    // Ajv's code can fail on schemas the proof itself could handle; then the witness stands alone.
    return [];
  }
}
