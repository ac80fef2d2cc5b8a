import { parse, stringify } from 'yaml';

/** How the project's Alertmanager configuration is changed for a stack of its own. */
export interface LocalAlerts {
  /** Alerts are posted to `<url>/<receiver>`; without it they are only shown on Alertmanager's page. */
  readonly postTo?: string | undefined;
  /** Everything Alertmanager waits for is so many times shorter; 1 unless told. */
  readonly pace?: number;
}

interface Route {
  readonly routes?: readonly Route[];
  readonly [setting: string]: unknown;
}

interface Config {
  readonly route: Route;
  readonly receivers: readonly { readonly name: string }[];
  readonly [section: string]: unknown;
}

const WAITS = ['group_wait', 'group_interval', 'repeat_interval'];

/** The same routes and inhibitions with other receivers: nothing reaches PagerDuty or Slack from a laptop. */
export function localAlertmanagerConfig(text: string, { postTo, pace = 1 }: LocalAlerts): string {
  const config = parse(text) as Config;
  const receivers = config.receivers.map(({ name }) =>
    postTo === undefined ? { name } : { name, webhook_configs: [{ url: `${postTo.replace(/\/$/, '')}/${name}`, send_resolved: true }] },
  );
  return stringify({ ...config, route: hurry(config.route, pace), receivers });
}

function hurry({ routes, ...route }: Route, pace: number): Route {
  const entries = Object.entries(route).map(([name, value]) => [name, WAITS.includes(name) ? shortened(String(value), pace) : value] as const);
  return { ...Object.fromEntries(entries), ...(routes && { routes: routes.map((child) => hurry(child, pace)) }) };
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A Prometheus duration of one unit, so many times shorter, to the millisecond. */
export function shortened(duration: string, pace: number): string {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  const seconds = SECONDS[unit];
  if (amount === undefined || seconds === undefined) throw new Error(`not a duration of one unit: ${duration}`);
  return `${Math.max(1, Math.round((Number(amount) * seconds * 1_000) / pace))}ms`;
}
