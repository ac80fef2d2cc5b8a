import Ajv, { type ValidateFunction } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Json } from '../json';
import type { Dialect } from './dialect';
import { plainlyValid } from './plain';

const META: Record<Dialect, string> = {
  'draft-07': 'http://json-schema.org/draft-07/schema',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};
const CLASSES = { 'draft-07': Ajv, '2019-09': Ajv2019, '2020-12': Ajv2020 };
const validators = new Map<Dialect, ValidateFunction>();

function validatorOf(dialect: Dialect): ValidateFunction {
  const known = validators.get(dialect);
  if (known) return known;
  const ajv = new CLASSES[dialect]({ strict: false, logger: false });
  addFormats(ajv);
  const validate = ajv.getSchema(META[dialect]) as ValidateFunction;
  validators.set(dialect, validate);
  return validate;
}

/** The first way a schema breaks the rules of its draft, or null. */
export function metaErrors(schema: Json, dialect: Dialect): { pointer: string; message: string } | null {
  if (plainlyValid(schema, dialect)) return null;
  const validate = validatorOf(dialect);
  if (validate(schema)) return null;
  const errors = validate.errors ?? [];
  const deepest = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
  return { pointer: deepest?.instancePath ?? '', message: deepest?.message ?? 'it breaks the rules of its draft' };
}
