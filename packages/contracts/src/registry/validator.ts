import type { Violation } from './contract';
import { escapePointer } from './pointer';

/** What Ajv reports of one broken keyword; the part of it that is used here. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A precompiled Ajv function: leaves its errors on itself until its next call. */
export interface Validator {
  (instance: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}

const NONE: readonly Violation[] = Object.freeze([]);

/** The params that name a property which is itself at fault, rather than the object it is missing from or put into. */
const NAMING_PARAMS = ['missingProperty', 'additionalProperty', 'unevaluatedProperty', 'propertyName'];

/** Everything the validator finds wrong with the instance. Messages never quote the instance, which may be personal. */
export function violationsOf(validator: Validator, instance: unknown): readonly Violation[] {
  if (validator(instance)) return NONE;
  return (validator.errors ?? []).map(toViolation);
}

function toViolation(error: ValidatorError): Violation {
  const named = NAMING_PARAMS.map((param) => error.params[param]).find((name) => typeof name === 'string');
  const pointer = named === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(named)}`;
  return { pointer, message: messageOf(error), keyword: error.keyword };
}

function messageOf(error: ValidatorError): string {
  const allowed = error.params['allowedValues'];
  if (Array.isArray(allowed)) return `must be one of ${allowed.join(', ')}`;
  if ('allowedValue' in error.params) return `must be ${JSON.stringify(error.params['allowedValue'])}`;
  return error.message ?? `breaks ${error.keyword}`;
}
