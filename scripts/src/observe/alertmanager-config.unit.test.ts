import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { localAlertmanagerConfig, shortened } from './alertmanager-config.js';
import { monitoringFolder } from './watchers.js';

const text = readFileSync(join(monitoringFolder, 'alertmanager.yaml'), 'utf8');
const read = (config: string) => parse(config) as Record<string, unknown> & { receivers: { name: string }[]; route: { routes: unknown[] } };

describe("a stack's own Alertmanager", () => {
  it('when alerts are posted somewhere, then each receiver has an address of its own there, and nothing of PagerDuty or Slack is left', () => {
    const local = localAlertmanagerConfig(text, { postTo: 'http://127.0.0.1:9/hook/' });
    expect(read(local).receivers).toEqual([
      { name: 'pager', webhook_configs: [{ url: 'http://127.0.0.1:9/hook/pager', send_resolved: true }] },
      { name: 'chat', webhook_configs: [{ url: 'http://127.0.0.1:9/hook/chat', send_resolved: true }] },
    ]);
    expect(local).not.toMatch(/pagerduty|slack/);
  });

  it('when alerts are posted nowhere, then the receivers are names only', () => {
    expect(read(localAlertmanagerConfig(text, {})).receivers).toEqual([{ name: 'pager' }, { name: 'chat' }]);
  });

  it('when the pace is raised, then every wait is shorter by it, and routes and inhibitions are those of the file', () => {
    const [own, local] = [read(text), read(localAlertmanagerConfig(text, { pace: 60 }))];
    expect(local['inhibit_rules']).toEqual(own['inhibit_rules']);
    expect(local.route).toMatchObject({ receiver: 'chat', group_by: ['alertname', 'service'], group_wait: '500ms', group_interval: '5000ms' });
    expect(local.route.routes).toMatchObject([
      { matchers: ['severity="page"'], receiver: 'pager', group_wait: '167ms', repeat_interval: '60000ms' },
      { matchers: ['severity="chat"'], receiver: 'chat' },
    ]);
  });

  it('when a wait is not a duration of one unit, then that is told', () => {
    expect(shortened('1d', 24)).toBe('3600000ms');
    expect(() => shortened('1h30m', 2)).toThrow('1h30m');
  });
});
