import { messageOf, SetupError } from './errors.js';

/** Registers how to end what has been started so far. */
export type OnStoppable = (stop: () => Promise<void>) => void;

/** A second Ctrl-C this much later means: do not wait. Sooner, it is the same one arriving by another way. */
const IMPATIENT_MS = 1500;

/**
 * Runs a command: its number is the exit code. A SetupError is told in its one sentence. Ctrl-C and SIGTERM end what the command
 * has started, in order, and then the process; so does any failure.
 */
export function runCommand(run: (onStoppable: OnStoppable) => Promise<number>): void {
  const stops: (() => Promise<void>)[] = [];
  const stopAll = (): Promise<unknown> => Promise.allSettled(stops.map((stop) => stop()));
  let interruptedAt: number | undefined;
  const interrupt = (code: number): void => {
    if (interruptedAt !== undefined) {
      if (Date.now() - interruptedAt > IMPATIENT_MS) process.exit(code);
      return;
    }
    interruptedAt = Date.now();
    if (stops.length > 0) process.stderr.write('\nStopping …\n');
    void stopAll().then(() => process.exit(code));
  };
  process.on('SIGINT', () => interrupt(130));
  process.on('SIGTERM', () => interrupt(143));
  process.on('SIGHUP', () => interrupt(129));
  const fail = async (error: unknown): Promise<void> => {
    // Being interrupted makes steps fail; that is no news.
    if (interruptedAt !== undefined) return;
    await stopAll();
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => void fail(error));
  process.on('unhandledRejection', (error) => void fail(error));
  run((stop) => stops.push(stop)).then(
    async (code) => {
      if (interruptedAt !== undefined) return;
      await stopAll();
      process.exit(code);
    },
    (error: unknown) => void fail(error),
  );
}

function describe(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  return process.env['SIDECART_DEBUG'] === undefined ? messageOf(error) : String((error as Error).stack);
}
