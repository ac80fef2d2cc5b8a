import { SetupError } from './errors.js';

/** Where the steps of a set-up are reported to. */
export interface Progress {
  /** Runs one step and reports its name, what it came to and its seconds. */
  step<T>(name: string, run: () => Promise<T>, outcome?: (result: T) => string): Promise<T>;
  /** A line that belongs to no step. */
  note(line: string): void;
}

/** Reports to a stream, one line a step; to stderr where stdout must carry nothing but an answer. */
export function createProgress(out: NodeJS.WritableStream = process.stdout): Progress {
  return {
    async step(name, run, outcome) {
      const startedAt = Date.now();
      try {
        const result = await run();
        const detail = outcome === undefined ? '' : ` (${outcome(result)})`;
        out.write(`✓ ${name}${detail}, ${seconds(startedAt)}\n`);
        return result;
      } catch (error) {
        if (!(error instanceof SetupError)) out.write(`✗ ${name}, ${seconds(startedAt)}\n`);
        throw error;
      }
    },
    note(line) {
      out.write(`${line}\n`);
    },
  };
}

/** Runs the steps and says nothing; for tests. */
export const silentProgress: Progress = {
  step: (_name, run) => run(),
  note: () => undefined,
};

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
