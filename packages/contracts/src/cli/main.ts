#!/usr/bin/env node
import { InternalContradiction } from '../compare/errors';
import { runProgram } from './program';

// Whoever reads may have had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

runProgram(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const what = error instanceof InternalContradiction ? 'Internal error, please report it with both schemas: ' : '';
    process.stderr.write(`${what}${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
