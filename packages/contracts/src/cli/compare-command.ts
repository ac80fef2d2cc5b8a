import { Command, Option } from 'commander';
import {
  compareSchemas,
  type CompareResult,
  exitCodeOf,
  type Format,
  formatResult,
  FORMATS,
  type Mode,
  type Policy,
  type ReportContext,
  SchemaLoadError,
} from '../compare';
import { commandMessage, commandProperty } from '../lint/report/escape';
import { loadToCompare } from './load-schema';

const EXIT_CODES = 'Exit code: 0 compatible, 1 incompatible, 2 not decided or not loadable.';

const COMPARE_EXAMPLES = `
Examples:
  contracts compare old.json new.json                       is everything valid under old valid under new?
  contracts compare old.json new.json --mode full           and the other way round?
  contracts compare old.json new.json --policy lenient      for readers and writers that keep to declared properties
  contracts compare old.json new.json --format json | jq .witness
  contracts compare v1/order.json v2/order.json --root .    files that refer to others below this folder
  contracts compare json-schema/a.b.c/1.0.json json-schema/a.b.c/1.1.json --mode full

${EXIT_CODES}`;

const WITNESS_EXAMPLES = `
Examples:
  contracts witness old.json new.json                       an instance valid under old and not under new
  contracts witness old.json new.json --mode forward        the other way round
  contracts witness old.json new.json | contracts validate - --schema old.json

Prints nothing when there is none. ${EXIT_CODES}`;

interface Flags {
  readonly mode: Mode;
  readonly policy: Policy;
  readonly format?: Format;
  readonly root?: string;
}

type Write = (result: CompareResult, context: ReportContext, format: Format) => string;

const formatted: Write = (result, context, format) => formatResult(result, format, context);
const witnessOf: Write = (result) => ('witness' in result ? `${JSON.stringify(result.witness, null, 2)}\n` : '');

/** `compare`: exit code 0 compatible, 1 incompatible, 2 not decided or not loadable. */
export function compareCommand(): Command {
  return comparing('compare', 'say whether one schema can replace another, and show an instance that breaks', formatted)
    .addOption(new Option('--format <format>', 'how to write it').choices([...FORMATS]).default('text'))
    .addHelpText('after', COMPARE_EXAMPLES);
}

/** `witness`: only the counterexample; exit codes as of `compare`. */
export function witnessCommand(): Command {
  return comparing('witness', 'show only the instance that breaks', witnessOf).addHelpText('after', WITNESS_EXAMPLES);
}

function comparing(name: string, description: string, write: Write): Command {
  return new Command(name)
    .description(description)
    .argument('<old>', 'schema file: draft-07, 2019-09 or 2020-12')
    .argument('<new>', 'schema file to compare with it')
    .addOption(new Option('--mode <mode>', 'what has to hold').choices(['backward', 'forward', 'full']).default('backward'))
    .addOption(new Option('--policy <policy>', 'whether what breaks only in theory counts').choices(['strict', 'lenient']).default('strict'))
    .option('--root <folder>', 'folder that relative references may reach (default: the contracts of a folder with a catalog.json, by $id)')
    .action((old: string, now: string, flags: Flags) => {
      process.exitCode = run({ old, now }, flags, write);
    });
}

function run({ old, now }: { old: string; now: string }, { mode, policy, format = 'text', root }: Flags, write: Write): number {
  try {
    const context = { old: loadToCompare(old, root), new: loadToCompare(now, root) };
    const result = compareSchemas(context.old, context.new, { mode, policy, check: 'ajv' });
    process.stdout.write(write(result, context, format));
    return exitCodeOf(result.verdict);
  } catch (error) {
    if (!(error instanceof SchemaLoadError)) throw error;
    // A failure somebody waits for in a format goes where that format is read.
    (format === 'text' ? process.stderr : process.stdout).write(failureText(error, format));
    return 2;
  }
}

function failureText({ file, line, column, pointer, message }: SchemaLoadError, format: Format): string {
  if (format === 'json') return `${JSON.stringify({ error: { file, line, column, pointer, message } }, null, 2)}\n`;
  const where = `file=${commandProperty(file)},line=${line},col=${column}`;
  if (format === 'github') return `::error ${where},title=Schema cannot be loaded::${commandMessage(message)}\n`;
  return `${file}:${line}:${column}: ${pointer === '' ? '' : `${pointer}: `}${message}\n`;
}
