import Table from 'cli-table3';
import type { CheckResult } from './verify.js';

/** What one overlay came to. */
export interface OverlayResult {
  readonly overlay: string;
  readonly checks: readonly CheckResult[];
}

/** Whether every check of every overlay passed. */
export function allOk(results: readonly OverlayResult[]): boolean {
  return results.every(({ checks }) => checks.every(({ status }) => status === 'ok'));
}

/** What it was held against; checks down, overlays across; and below it what is wrong, line by line. */
export function formatReport(results: readonly OverlayResult[], versions: Readonly<Record<string, string>>): string {
  const names = [...new Set(results.flatMap(({ checks }) => checks.map(({ check }) => check)))];
  const table = new Table({ head: ['check', ...results.map(({ overlay }) => overlay)], style: { head: [], border: [] } });
  for (const name of names) table.push([name, ...results.map(({ checks }) => cell(checks.find(({ check }) => check === name)))]);
  const findings = results.flatMap(({ overlay, checks }) =>
    checks.flatMap(({ check, findings: found }) => found.map(({ object, problem }) => `${overlay} · ${check} · ${object}: ${problem}`)),
  );
  const against = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [against.join(', '), table.toString(), ...findings].join('\n');
}

function cell(result: CheckResult | undefined): string {
  if (result === undefined) return 'not run';
  return result.status === 'failed' ? `failed (${String(result.findings.length)})` : result.status;
}
