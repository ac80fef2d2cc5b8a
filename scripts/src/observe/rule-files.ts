import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { shortened } from './alertmanager-config.js';

/** One rule of a Prometheus rule file: an alert, or a recorded expression. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** All rules of the files in a folder, in their order. */
export function readRules(folder: string): readonly Rule[] {
  return ruleFiles(folder).flatMap((name) => readFile(folder, name).groups.flatMap(({ rules }) => rules));
}

/**
 * Writes the rules of one folder into another with every time so many times shorter: `for`, ranges and offsets, to be waited for
 * in a test. Limits stay what they are.
 */
export function hurryRules(from: string, to: string, pace: number): void {
  mkdirSync(to, { recursive: true });
  const shorter = (rule: Rule): Rule => ({
    ...rule,
    expr: rule.expr.replace(/(\[|\boffset )(\d+[smhd])/g, (_whole, before: string, duration: string) => before + shortened(duration, pace)),
    ...(rule.for !== undefined && { for: shortened(rule.for, pace) }),
  });
  for (const name of ruleFiles(from)) {
    const { groups } = readFile(from, name);
    writeFileSync(join(to, name), stringify({ groups: groups.map((group) => ({ ...group, rules: group.rules.map(shorter) })) }));
  }
}

/** Words of PromQL that are no names of metrics. */
const WORDS = new Set(['and', 'or', 'unless', 'offset', 'bool', 'inf', 'nan', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/** The names of the metrics a PromQL expression reads; a pattern of names (`{__name__=~"…"}`) counts as none. */
export function metricsIn(expr: string): readonly string[] {
  const bare = expr
    .replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, '""')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ')
    .replace(/\boffset\s+-?\w+/gi, ' ');
  const names = [...bare.matchAll(/(?<![\w.])([a-zA-Z_:][\w:]*)(\s*\()?/g)].flatMap(([, name = '', call]) => (call === undefined ? [name] : []));
  return [...new Set(names)].filter((name) => !WORDS.has(name.toLowerCase())).sort();
}

const ruleFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
const readFile = (folder: string, name: string): RuleFile => parse(readFileSync(join(folder, name), 'utf8')) as RuleFile;
