import { resolve } from 'node:path';
import { Command } from 'commander';

interface Flags {
  readonly check?: true;
  readonly pages?: string;
  readonly root: string;
}

// The same depth from src/generate and from dist/generate.
const REPOSITORY = resolve(__dirname, '../../../..');

/** `generate`: exit code 0 written or nothing to write, 1 drift or faulty contracts. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('generate types, validators, scopes and the AsyncAPI document from the contracts; on demand the pages')
    .option('--check', 'write nothing, name the generated files that have drifted')
    .option('--pages <folder>', 'write the contract pages to a folder instead')
    .option('--root <folder>', 'folder that holds json-schema/, services/ and packages/contracts/', REPOSITORY)
    .action(async (flags: Flags) => {
      // Loading the type compiler takes longer than most other commands run.
      const { runGenerate } = await import('./run.js');
      process.exitCode = await runGenerate({ ...flags, root: resolve(flags.root) });
    });
}
