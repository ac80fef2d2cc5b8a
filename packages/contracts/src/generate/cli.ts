#!/usr/bin/env node
import { join } from 'node:path';
import { driftOf, generate, writeGenerated } from './generate';
import { readSources } from './sources';

// The same depth from src/generate and from dist/generate.
const repository = join(__dirname, '../../../..');
const target = join(repository, 'packages/contracts/src/generated');

/** Writes the generated files or, with --check, names those that have drifted; resolves to the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const files = await generate(readSources(join(repository, 'json-schema')));
  if (!args.includes('--check')) {
    writeGenerated(files, target);
    console.log(`wrote ${files.size} files to packages/contracts/src/generated`);
    return 0;
  }
  const drift = driftOf(files, target);
  for (const name of drift) console.error(`packages/contracts/src/generated/${name} is not what json-schema/ gives`);
  return drift.length === 0 ? 0 : 1;
}

run(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
