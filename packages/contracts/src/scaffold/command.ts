import { Command, Option } from 'commander';
import { COMPATIBILITIES } from '../review/catalog';
import { ScaffoldError, WouldOverwrite } from './errors';
import { newTopic, type NewTopicOptions } from './new-topic';
import { newVersion } from './new-version';

const NEW_EXAMPLES = `
Examples:
  contracts new orders.order.created --key /orderId
  contracts new checkout.order.completed --key /order/id --retention-days 30 --description "A sale was made."
  contracts new billing.invoice.sent --schemas ../schemas --compatibility BACKWARD_TRANSITIVE

Writes <schemas>/<topic>/1.0.json and an entry in <schemas>/catalog.json, and nothing over what is there.
Exit code: 0 written, 1 it is there already, 2 not understood or not readable.`;

const VERSION_EXAMPLES = `
Examples:
  contracts new-version orders.order.created             the next minor, for a compatible change
  contracts new-version orders.order.created --major     the next major, for one that breaks
  contracts new-version model/money --schemas ../schemas

Copies the newest version; then change the copy. contracts review says whether the number is right.
Exit code: 0 written, 1 it is there already, 2 not understood or not readable.`;

/** `new`: exit code 0 written, 1 it is there already, 2 not understood. */
export function newCommand(): Command {
  return new Command('new')
    .description('start a topic: its contract and its entry in the catalog')
    .argument('<topic>', '<service>.<domain>.<action in the past tense>')
    .option('--owner <service>', 'service that publishes it (default: the first part of its name)')
    .option('--key <pointer>', 'JSON pointer to the partition key in data', '/id')
    .option('--retention-days <days>', 'how long events are kept', Number, 30)
    .addOption(new Option('--compatibility <mode>', 'what its versions owe each other').choices([...COMPATIBILITIES]).default('FULL_TRANSITIVE'))
    .addOption(new Option('--policy <policy>', 'how strictly that is judged (default: as all other topics are)').choices(['strict', 'lenient']))
    .option('--title <words>', 'title of the contract (default: made from the name)')
    .option('--description <words>', 'what happened, in a sentence')
    .option('--schemas <folder>', 'folder of the contracts', 'json-schema')
    .addHelpText('after', NEW_EXAMPLES)
    .action((topic: string, flags: Omit<NewTopicOptions, 'topic'>) => {
      run(() => {
        const files = newTopic({ ...flags, topic });
        return [...files.map((file) => `wrote ${file}`), 'next: describe its data, then contracts lint and contracts generate'];
      });
    });
}

interface VersionFlags {
  readonly schemas: string;
  readonly minor?: true;
  readonly major?: true;
}

/** `new-version`: exit code 0 written, 1 it is there already, 2 not understood. */
export function newVersionCommand(): Command {
  return new Command('new-version')
    .description('start the next version of a topic, a model or the envelope')
    .argument('<name>', 'a topic, model/<name> or envelope')
    .option('--minor', 'for a compatible change (default)')
    .addOption(new Option('--major', 'for one that breaks').conflicts('minor'))
    .option('--schemas <folder>', 'folder of the contracts', 'json-schema')
    .addHelpText('after', VERSION_EXAMPLES)
    .action((name: string, { schemas, major }: VersionFlags) => {
      run(() => {
        const { from, to } = newVersion({ name, schemas, step: major ? 'major' : 'minor' });
        return [`wrote ${to}, a copy of ${from}`, 'next: change it, then contracts lint, contracts review and contracts generate'];
      });
    });
}

function run(write: () => readonly string[]): void {
  try {
    process.stdout.write(`${write().join('\n')}\n`);
    process.exitCode = 0;
  } catch (error) {
    if (!(error instanceof WouldOverwrite) && !(error instanceof ScaffoldError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
