import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsAt, listAt, nameOf, ofKind, textAt, type Fields, type Manifest } from '../manifest.js';
import type { Finding } from '../policy/rule.js';

interface Parameter {
  readonly name: string;
  readonly optional?: boolean;
  readonly default?: string;
  readonly metadataVariableReadable?: boolean;
  readonly envVariableReadable?: boolean;
  readonly triggerAuthenticationVariableReadable?: boolean;
}

/** Compares each trigger's metadata with KEDA's own list of what its scalers read; KEDA ignores a name it does not know. */
export function triggerFindings(manifests: readonly Manifest[], kedaFolder: string): Finding[] {
  const path = join(kedaFolder, 'schema', 'generated', 'scalers-schema.json');
  const { scalers } = JSON.parse(readFileSync(path, 'utf8')) as { scalers: readonly { type: string; parameters: readonly Parameter[] }[] };
  const byType = new Map(scalers.map(({ type, parameters }) => [type, parameters]));
  return ofKind(manifests, 'ScaledObject').flatMap((scaler) =>
    listAt(scaler, 'spec', 'triggers').flatMap((trigger) =>
      problems(trigger, byType.get(textAt(trigger, 'type') ?? '')).map((problem): Finding => ({ object: nameOf(scaler), problem })),
    ),
  );
}

function problems(trigger: Fields, parameters: readonly Parameter[] | undefined): string[] {
  const type = textAt(trigger, 'type') ?? '?';
  if (parameters === undefined) return [`KEDA has no trigger ${type}`];
  const metadata = fieldsAt(trigger, 'metadata');
  const readable = new Set(parameters.flatMap(namesOf));
  const unknown = Object.keys(metadata).filter((name) => !readable.has(name));
  const notText = Object.entries(metadata).filter(([, value]) => typeof value !== 'string');
  const missing = parameters.filter((one) => isRequired(one) && !namesOf(one).some((name) => metadata[name] !== undefined));
  return [
    ...unknown.map((name) => `trigger ${type} reads no metadata ${name}`),
    ...notText.map(([name]) => `trigger ${type}: metadata ${name} is not text`),
    ...missing.map(({ name }) => `trigger ${type}: metadata ${name} is missing`),
  ];
}

function namesOf({ name, metadataVariableReadable, envVariableReadable }: Parameter): string[] {
  return [...(metadataVariableReadable === true ? [name] : []), ...(envVariableReadable === true ? [`${name}FromEnv`] : [])];
}

/** What an authentication may give is not for the metadata to hold. */
function isRequired(parameter: Parameter): boolean {
  const { optional, default: standard, metadataVariableReadable, triggerAuthenticationVariableReadable } = parameter;
  return optional !== true && standard === undefined && metadataVariableReadable === true && triggerAuthenticationVariableReadable !== true;
}
