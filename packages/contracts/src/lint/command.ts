import { Command, InvalidArgumentError, Option } from 'commander';
import { ReviewError } from '../review/errors';
import { type Rule, RULES } from './finding';
import { LintError } from './folder';
import { lint } from './lint';
import { formatLint, LINT_FORMATS, type LintFormat } from './report/format';

interface Flags {
  readonly schemas?: string;
  readonly against?: string;
  readonly root?: string;
  readonly base?: string;
  readonly off: readonly Rule[];
  readonly format: LintFormat;
}

const EXAMPLES = `
Examples:
  contracts lint                                    the contracts of this repository
  contracts lint json-schema/orders.order.created   one topic of them
  contracts lint --against v1.4 --format github     compared with what was released as v1.4
  contracts lint ../schemas --off ID_NOT_ITS_PATH   any other folder of JSON Schemas

Exit code: 0 nothing wrong (there may be warnings), 1 errors, 2 something could not be read as a schema.

Rules:
${Object.entries(RULES)
  .map(([rule, words]) => `  ${rule.padEnd(24)}${words}`)
  .join('\n')}`;

/** `lint`: exit code 0 clean, 1 errors, 2 something could not be read. */
export function lintCommand(): Command {
  return new Command('lint')
    .description('say what is wrong with contracts, with file, line, column and JSON pointer')
    .argument('[path...]', 'folders of schemas, or files and folders in them', ['json-schema'])
    .option('--schemas <folder>', 'folder of schemas the paths are in (default: the nearest one with a catalog.json, else the path)')
    .option('--against <revision>', 'git revision that says what is published (default: where the branch left the main branch)')
    .option('--root <folder>', 'folder with services/, whose code names topics (default: that of the git repository)')
    .option('--base <uri>', 'what every $id starts with (default: what most start with)')
    .option('--off <rule...>', 'rules that do not count here (all are below)', collectRule, [])
    .addOption(new Option('--format <format>', 'how to write it').choices([...LINT_FORMATS]).default('text'))
    .addHelpText('after', EXAMPLES)
    .action((paths: readonly string[], flags: Flags) => {
      process.exitCode = run(paths, flags);
    });
}

function collectRule(value: string, before: readonly Rule[]): readonly Rule[] {
  const rules = Object.keys(RULES) as Rule[];
  const rule = rules.find((one) => one === value.toUpperCase());
  if (!rule) throw new InvalidArgumentError(`It is none of ${rules.join(', ')}.`);
  return [...before, rule];
}

function run(paths: readonly string[], { format, ...options }: Flags): number {
  try {
    const result = lint({ paths, ...options });
    process.stdout.write(formatLint(result, format));
    return result.exitCode;
  } catch (error) {
    if (!(error instanceof LintError) && !(error instanceof ReviewError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
