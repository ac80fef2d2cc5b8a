import Ajv from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { isObject, type Json, own } from '../json';

/** An Ajv validator set up apart from the engine's own: every default, formats asserted. */
export function plainAjv(schema: Json): (value: Json) => boolean {
  const uri = isObject(schema) ? own(schema, '$schema') : undefined;
  const named = typeof uri === 'string' ? uri : '';
  const ajv = named.includes('draft-07') ? new Ajv(SETTINGS) : named.includes('2019-09') ? new Ajv2019(SETTINGS) : new Ajv2020(SETTINGS);
  addFormats(ajv);
  const validate = ajv.compile(schema as object);
  return (value) => validate(value);
}

const SETTINGS = { strict: false, logger: false } as const;
