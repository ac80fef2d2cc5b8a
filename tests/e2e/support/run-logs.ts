import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one process of a stack has written. */
export interface LogFile {
  /** The file's name without its ending: the process. */
  readonly process: string;
  readonly lines: readonly string[];
}

/** Reads every log file in a folder. */
export function readLogs(folder: string): readonly LogFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => ({ process: name.replace(/\.log$/, ''), lines: readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean) }));
}

/** Something that must stand in no log. */
export interface Forbidden {
  readonly what: string;
  readonly pattern: RegExp;
}

/** A text that must stand in no log, as it is. */
export const literally = (what: string, text: string): Forbidden => ({ what, pattern: new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) });

/** Every line that holds something forbidden: the process, the line, what, and where. */
export function leaksIn(files: readonly LogFile[], forbidden: readonly Forbidden[]): readonly string[] {
  return files.flatMap(({ process, lines }) =>
    lines.flatMap((line, index) =>
      forbidden.flatMap(({ what, pattern }) => {
        const at = line.search(pattern);
        return at === -1 ? [] : [`${process}:${index + 1}: ${what}: …${line.slice(Math.max(0, at - 200), at + 60)}…`];
      }),
    ),
  );
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LEVELS: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** A line that is no JSON object, or lacks a field that every line has; undefined when nothing is wrong with it. */
export function faultOf(line: string, service: string): string | undefined {
  try {
    const { time, level, service: said, msg } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const good = typeof time === 'string' && ISO.test(time) && LEVELS.includes(level) && said === service && typeof msg === 'string';
    return good ? undefined : `${service}: lacks a field: ${line}`;
  } catch {
    return `${service}: no JSON: ${line}`;
  }
}
