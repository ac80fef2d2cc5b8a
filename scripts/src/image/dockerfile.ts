import { SetupError } from '../errors.js';
import { instructionOf, type Instruction } from './instructions.js';

/** One `FROM … [AS name]` and what follows it. */
export interface Stage {
  readonly name: string;
  /** As written: an image or an earlier stage, perhaps through an ARG. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** A parsed Dockerfile. */
export interface Dockerfile {
  /** ARGs before the first FROM; they serve FROM lines only. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

/** A logical line: continuations joined, comments left out. */
interface Line {
  readonly number: number;
  readonly text: string;
}

/** Parses the instructions this project uses. Throws a SetupError naming the line for any other: none is passed over. */
export function parseDockerfile(text: string): Dockerfile {
  const args: Record<string, string> = {};
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const { number, text: line } of logicalLines(text)) {
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
    try {
      const stage = stages.at(-1);
      if (word.toUpperCase() === 'FROM') stages.push(startStage(rest, stages));
      else if (stage !== undefined) stage.instructions.push(instructionOf(word, rest));
      else Object.assign(args, globalArg(word, rest));
    } catch (error) {
      throw new SetupError(`Dockerfile, line ${String(number)}: ${(error as Error).message}`);
    }
  }
  if (stages.length === 0) throw new SetupError('Dockerfile: there is no FROM.');
  return { args, stages };
}

/** Puts in the values of `$NAME` and `${NAME}`; one that is not set is empty, as with an engine. */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => values[braced ?? bare ?? ''] ?? '');
}

function startStage(rest: string, earlier: readonly Stage[]): { name: string; base: string; instructions: Instruction[] } {
  const [, base, name] = /^(\S+)(?:\s+AS\s+([a-z][a-z0-9_-]*))?$/i.exec(rest) ?? [];
  if (base === undefined || base.startsWith('--')) throw new Error(`FROM ${rest} is more than "FROM image AS name".`);
  if (earlier.some((stage) => stage.name === name)) throw new Error(`there are two stages ${name ?? ''}.`);
  return { name: name ?? `stage-${String(earlier.length)}`, base, instructions: [] };
}

function globalArg(word: string, rest: string): Record<string, string> {
  const instruction = instructionOf(word, rest);
  if (instruction.kind !== 'arg' || instruction.value === undefined) throw new Error(`${word} stands before the first FROM.`);
  return { [instruction.name]: instruction.value };
}

function logicalLines(text: string): Line[] {
  const lines: Line[] = [];
  let open: { number: number; parts: string[] } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    // Also between continued lines.
    if (/^\s*#/.test(raw)) {
      if (/^#\s*(syntax|escape|check)\s*=/.test(raw)) throw new SetupError(`Dockerfile, line ${String(index + 1)}: a parser directive.`);
      continue;
    }
    if (open === undefined && raw.trim() === '') continue;
    open ??= { number: index + 1, parts: [] };
    const continued = /\\\s*$/.test(raw);
    open.parts.push(continued ? raw.replace(/\\\s*$/, '') : raw);
    if (continued) continue;
    lines.push({ number: open.number, text: open.parts.join('').trim() });
    open = undefined;
  }
  if (open !== undefined) throw new SetupError('Dockerfile: the last line is continued.');
  return lines;
}
