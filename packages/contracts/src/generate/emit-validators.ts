import { _ } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import standaloneCode from 'ajv/dist/standalone';
import { fullFormats } from 'ajv-formats/dist/formats';
import type { Sources } from './sources';

/** An Ajv that knows every contract by its `$id`; in strict mode, so that a misspelt keyword throws. */
export function createAjv({ files }: Sources): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    formats: fullFormats,
    // Told by hand: ajv-formats would do it with the code generator of whichever Ajv was installed beside it.
    code: { source: true, lines: true, formats: _`require("ajv-formats/dist/formats").fullFormats` },
  });
  for (const file of files) ajv.addSchema(withoutProse(file.schema) as object, file.id);
  return ajv;
}

/**
 * Standalone Ajv code. It is CommonJS that fills an `exports` of its own, inside a typed wrapper:
 * so one file serves the tests, which read it from src, and Node, which reads it compiled from dist.
 */
export function emitValidators(sources: Sources): string {
  const used = sources.files.filter((file) => file.kind !== 'model');
  const code = standaloneCode(createAjv(sources), Object.fromEntries(used.map((file) => [file.id, file.id])));
  return [
    '// @ts-nocheck',
    "import type { Validator } from '../registry/validator';",
    '',
    '/** The compiled validators by the `$id` of their contract. */',
    'export const validators: Readonly<Record<string, Validator>> = ((exports) => {',
    code.trim(),
    'return exports;',
    '})({});',
    '',
  ].join('\n');
}

/** Prose and examples judge nothing, and would otherwise travel along in the code. */
function withoutProse(node: unknown, isNames = false): unknown {
  if (Array.isArray(node)) return node.map((entry) => withoutProse(entry));
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => isNames || !['title', 'description', 'examples'].includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutProse(value, key === 'properties' && !isNames)]));
}
