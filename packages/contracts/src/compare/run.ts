import { compareSchemas } from './compare';
import { SchemaLoadError } from './errors';
import { FORMATS, type Format, formatResult } from './report/format';
import { type CompareResult, exitCodeOf, type Mode, type Policy } from './result';
import type { SchemaDocument } from './schema/document';
import { loadSchemaFile } from './schema/load';

/** What the command line says about a comparison; unchecked text. */
export interface RunOptions {
  old: string;
  new: string;
  mode?: string;
  policy?: string;
  format?: string;
  /** Folder that relative references may reach. */
  root?: string;
}

/** What a command prints and returns. */
export interface RunOutcome {
  exitCode: number;
  output: string;
}

const MODES: readonly Mode[] = ['backward', 'forward', 'full'];
const POLICIES: readonly Policy[] = ['strict', 'lenient'];

/** A wrong option; exit code 2 like everything that keeps a comparison from being made. */
class UsageError extends Error {}

function choice<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T {
  const text = (value ?? allowed[0] ?? '').toLowerCase();
  const found = allowed.find((one) => one === text);
  if (!found) throw new UsageError(`--${name} must be one of ${allowed.join(', ')}; it is ${JSON.stringify(value)}`);
  return found;
}

/** Compares two schema files: exit code 0 compatible, 1 incompatible, 2 undecided or not loadable. */
export function runCompare(options: RunOptions): RunOutcome {
  return attempt(options, (context, result, format) => formatResult(result, format, context));
}

/** Prints only the counterexample of two schema files, or nothing when there is none. */
export function runWitness(options: RunOptions): RunOutcome {
  return attempt(options, (_, result) => ('witness' in result ? `${JSON.stringify(result.witness, null, 2)}\n` : ''));
}

function attempt(
  options: RunOptions,
  write: (context: { old: SchemaDocument; new: SchemaDocument }, result: CompareResult, format: Format) => string,
): RunOutcome {
  try {
    const mode = choice('mode', options.mode, MODES);
    const policy = choice('policy', options.policy, POLICIES);
    const format = choice('format', options.format, FORMATS);
    const load = (file: string) => loadSchemaFile(file, options.root === undefined ? {} : { root: options.root });
    const context = { old: load(options.old), new: load(options.new) };
    const result = compareSchemas(context.old, context.new, { mode, policy, check: 'ajv' });
    return { exitCode: exitCodeOf(result.verdict), output: write(context, result, format) };
  } catch (error) {
    if (error instanceof SchemaLoadError) return { exitCode: 2, output: loadFailure(error, options.format) };
    if (error instanceof UsageError) return { exitCode: 2, output: `${error.message}\n` };
    throw error;
  }
}

function loadFailure({ file, line, column, pointer, message }: SchemaLoadError, format: string | undefined): string {
  if (format === 'json') return `${JSON.stringify({ error: { file, line, column, pointer, message } }, null, 2)}\n`;
  if (format === 'github') return `::error file=${file},line=${line},col=${column},title=Schema cannot be loaded::${message.replace(/\n/g, '%0A')}\n`;
  return `${file}:${line}:${column}: ${pointer === '' ? '' : `${pointer}: `}${message}\n`;
}
