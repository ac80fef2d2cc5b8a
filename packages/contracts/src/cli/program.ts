import { Command, CommanderError } from 'commander';

/** How each verb is loaded: none pays for another's libraries. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  lint: async () => (await import('../lint/command.js')).lintCommand(),
  compare: async () => (await import('./compare-command.js')).compareCommand(),
  review: async () => (await import('../review/command.js')).reviewCommand(),
  generate: async () => (await import('../generate/command.js')).generateCommand(),
  new: async () => (await import('../scaffold/command.js')).newCommand(),
  'new-version': async () => (await import('../scaffold/command.js')).newVersionCommand(),
  validate: async () => (await import('../validate/command.js')).validateCommand(),
  witness: async () => (await import('./compare-command.js')).witnessCommand(),
};

const EXAMPLES = `
Examples:
  contracts new orders.order.created --key /orderId       start with the contract
  contracts new-version orders.order.created --minor      change it
  contracts lint                                          is everything in order?
  contracts review                                        what did I change, whom does it break?
  contracts compare old.json new.json                     any two schemas
  contracts validate events.ndjson                        do these events keep their contracts?

contracts <verb> --help tells more. Exit code: 0 yes, 1 no, 2 not decided, not loadable or not understood.`;

/** The exit code of wrong arguments, as of everything that keeps an answer from being given. */
const NOT_UNDERSTOOD = 2;

/** Runs the command line; resolves to the exit code. Throws what nobody foresaw. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = new Command('contracts')
    .description('Schema-first contracts: lint, compare, review, generate, validate.')
    .addHelpText('after', EXAMPLES);
  const named = Object.entries(VERBS).filter(([verb]) => verb === args[0]);
  for (const [, load] of named.length > 0 ? named : Object.entries(VERBS)) program.addCommand(await load());
  for (const command of [program, ...below(program)]) command.exitOverride().showHelpAfterError('(add --help for more)');
  process.exitCode = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is an answer; help because nothing was asked for is not.
    return error.exitCode === 0 ? 0 : NOT_UNDERSTOOD;
  }
}

/** What the verb has set. */
function exitCode(): number {
  return Number(process.exitCode ?? 0);
}

function below(command: Command): readonly Command[] {
  return command.commands.flatMap((one) => [one, ...below(one)]);
}
