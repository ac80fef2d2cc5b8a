import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { FORMATS, type Format } from '../compare';
import { formatFailure } from './report/failure';
import { formatReview } from './report/format';
import { review } from './review';
import { topologyOf } from './topology';

interface Flags {
  readonly against?: string;
  readonly root: string;
  readonly schemas: string;
  readonly format: Format;
}

const EXAMPLES = `
Examples:
  contracts review                                        what this branch changes
  contracts review --against v1.4                         what changed since v1.4 was released
  contracts review --against HEAD^1 --format markdown     the comment for a pull request

Exit code: 0 nothing stands in the way, 1 a finding or an approval does, 2 something could not be loaded or decided.`;

/** `review`: exit code 0 nothing stands in the way, 1 something is refused, 2 something could not be loaded or decided. */
export function reviewCommand(): Command {
  return new Command('review')
    .description('say what changed in the contracts since a git revision, whom it breaks, and which version number it needs')
    .option('--against <revision>', 'git revision to compare with (default: where the branch left the main branch)')
    .option('--root <folder>', 'folder in the repository that holds the schemas', '.')
    .option('--schemas <folder>', 'folder of the schemas, from the root', 'json-schema')
    .addOption(new Option('--format <format>', 'how to write it').choices([...FORMATS]).default('text'))
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => {
      process.exitCode = run(flags);
    });
}

function run({ against, root, schemas, format }: Flags): number {
  try {
    const folder = resolve(root);
    const result = review({
      root: folder,
      schemas,
      topology: (topics) => topologyOf(folder, schemas, topics),
      ...(against === undefined ? {} : { against }),
    });
    process.stdout.write(formatReview(result, format));
    return result.exitCode;
  } catch (error) {
    const failure = formatFailure(error, format);
    if (failure === undefined) throw error;
    // An answer somebody waits for in a format goes where that format is read.
    (format === 'text' ? process.stderr : process.stdout).write(failure);
    return 2;
  }
}
