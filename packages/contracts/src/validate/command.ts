import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { SchemaLoadError } from '../compare';
import { LintError } from '../lint/folder';
import { type Judge, judgeByContracts, judgeBySchema } from './judge';
import { PieceTooLarge } from './piece';
import { reportOf, VALIDATE_FORMATS, type ValidateFormat } from './report';
import { validateStream } from './validate';

interface Flags {
  readonly schemas: string;
  readonly schema?: string;
  readonly format: ValidateFormat;
}

const EXAMPLES = `
Examples:
  contracts validate event.json                       one event
  contracts validate events.ndjson                    a stream of them, one a line
  tail -n 1000 events.ndjson | contracts validate -   from a pipe
  contracts validate events.json --format json        a list of them
  contracts validate orders.json --schema order.json  any values, by one schema

An event is judged by the newest envelope and, its data, by the contract its dataschema names.
Exit code: 0 all valid, 1 some are not, 2 something is no JSON or there is no event.`;

/** `validate`: exit code 0 all valid, 1 some are not, 2 not readable. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('hold events against their contracts: one event, a list, or a stream of any length')
    .argument('<file>', 'a file, or - for standard input')
    .option('--schemas <folder>', 'folder of the contracts', 'json-schema')
    .option('--schema <file>', 'judge by this schema alone, envelope or not')
    .addOption(new Option('--format <format>', 'how to write it').choices([...VALIDATE_FORMATS]).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: Flags) => {
      process.exitCode = await run(file, flags);
    });
}

async function run(file: string, { schemas, schema, format }: Flags): Promise<number> {
  const report = reportOf(format);
  try {
    const judge: Judge = schema === undefined ? judgeByContracts(schemas) : judgeBySchema(schema);
    const name = file === '-' ? 'stdin' : file;
    await write(report.start);
    const summary = await validateStream({ file: name, chunks: textOf(file), judge, tell: (failures) => write(report.failures(failures)) });
    await write(report.end(summary));
    return summary.exitCode;
  } catch (error) {
    process.stderr.write(`${sentenceOf(error, file)}\n`);
    return 2;
  }
}

function textOf(file: string): AsyncIterable<string> {
  if (file !== '-') return createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>;
  return process.stdin.setEncoding('utf8') as AsyncIterable<string>;
}

async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** What kept the events from being judged; throws on what nobody foresaw. */
function sentenceOf(error: unknown, file: string): string {
  if (error instanceof SchemaLoadError) return `${error.file}:${error.line}:${error.column}: ${error.message}`;
  if (error instanceof PieceTooLarge) return `${file}:${error.line}:${error.column}: ${error.message}`;
  if (error instanceof LintError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${file} cannot be read: ${code}`;
}
