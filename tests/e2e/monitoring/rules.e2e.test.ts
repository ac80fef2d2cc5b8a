import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findAlertmanager, findPrometheus } from '../../../scripts/src/observe/monitoring-tools.js';
import { readRules, type Rule } from '../../../scripts/src/observe/rule-files.js';
import { projectRoot } from '../../../scripts/src/stack/index.js';

const monitoring = join(projectRoot, 'monitoring');
const runbook = readFileSync(join(projectRoot, 'docs', 'runbook.md'), 'utf8');
const configFile = join(monitoring, 'alertmanager.yaml');
const files = (folder: string): string[] => readdirSync(join(monitoring, folder)).map((name) => join(monitoring, folder, name));
const alerts = readRules(join(monitoring, 'rules')).filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);
const names = alerts.map(({ alert }) => alert);

/** Rejects with all it printed when it fails. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, [...args])).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(stdout + stderr, { cause: error });
  }
}

/** What the runbook says under an alert's name; undefined where it says nothing. */
const entryOf = (alert: string): string | undefined => runbook.split(/^#{2,3} /m).find((part) => part.startsWith(`${alert}\n`));

describe('the alert rules', () => {
  let promtool: string;
  beforeAll(async () => ({ promtool } = await findPrometheus(() => undefined)), 600_000);

  test('when promtool checks them, then they are valid', async () => {
    expect(await run(promtool, 'check', 'rules', ...files('rules'))).toContain('SUCCESS');
  });

  test('when their unit tests are run, then each passes', async () => {
    expect((await run(promtool, 'test', 'rules', ...files('tests'))).match(/SUCCESS/g)).toHaveLength(files('tests').length);
  });

  test('when an alert is defined, then a unit test sees it fire, and another sees it silent', () => {
    const tests = files('tests').map((file) => readFileSync(file, 'utf8'));
    const cases = (then: string): string[] =>
      tests.flatMap((text) => [...text.matchAll(new RegExp(`alertname: (\\w+)\\n\\s+exp_alerts:${then}`, 'g'))].map(([, name = '']) => name));
    expect(new Set(cases('\n'))).toEqual(new Set(names));
    expect(new Set(cases(' \\[\\]'))).toEqual(new Set(names));
  });

  test.each(alerts)('when $alert rings, then it says how bad it is, what is wrong by its value, and where to read on', ({ alert, ...rule }) => {
    expect(['page', 'chat']).toContain(rule.labels?.['severity']);
    expect(rule.annotations?.['summary']).toBeTruthy();
    // What is not there has no value.
    if (!rule.expr.startsWith('absent(') && !/== 0/.test(rule.expr)) expect(rule.annotations?.['description']).toContain('$value');
    expect(rule.annotations?.['runbook_url']).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
  });
});

describe('the runbook', () => {
  test.each(alerts)('when $alert rings, then its entry has symptom, first look, cure and command', ({ alert, labels }) => {
    const entry = entryOf(alert);
    expect(entry).toMatch(new RegExp(`^${alert}\n\n${labels?.['severity']} · `));
    for (const part of ['**Symptom.** ', '**First look.** ', '**Cure.** ', '```sh\n']) expect(entry).toContain(part);
  });

  test('when it has an entry, then that alert is defined', () => {
    expect([...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading).sort()).toEqual([...names].sort());
  });

  test('when it names a command of the project, then there is one', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const used = new Set([...runbook.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name));
    expect([...used].filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the routes of alerts', () => {
  let amtool: string;
  beforeAll(async () => ({ amtool } = await findAlertmanager(() => undefined)), 600_000);

  test('when amtool checks the configuration, then it is valid', async () => {
    expect(await run(amtool, 'check-config', configFile)).toContain('SUCCESS');
  });

  test.each([
    ['page', 'pager'],
    ['chat', 'chat'],
  ])('when the severity is %s, then the alert goes to the receiver %s', async (severity, receiver) => {
    const ask = ['config', 'routes', 'test', `--config.file=${configFile}`, `--verify.receivers=${receiver}`];
    await run(amtool, ...ask, `severity=${severity}`, 'alertname=Any', 'service=orders');
  });

  test('when a receiver needs a secret, then it is a file, and page is PagerDuty and chat is Slack', () => {
    const config = readFileSync(configFile, 'utf8');
    expect(config).toMatch(/name: pager\n\s+pagerduty_configs:\n\s+- routing_key_file: /);
    expect(config).toMatch(/name: chat\n\s+slack_configs:\n\s+- api_url_file: /);
    expect(config).not.toMatch(/(routing_key|service_key|api_url|password|token|secret): /);
  });

  test('when an alert inhibits others, then all of them exist', () => {
    const matchers = [...readFileSync(configFile, 'utf8').matchAll(/alertname=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|'));
    expect(matchers.length).toBeGreaterThan(10);
    expect(matchers.filter((name) => !names.includes(name))).toEqual([]);
  });
});
