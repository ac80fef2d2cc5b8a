import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAlertmanager, findPrometheus } from './monitoring-tools.js';

const pathBefore = process.env['PATH'];
let folder: string;
let tools: string;
let notes: string[];
const note = (line: string): void => void notes.push(line);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidecart-tools-'));
  tools = join(folder, 'tools');
  notes = [];
  process.env['PATH'] = join(folder, 'bin');
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => {
  process.env['PATH'] = pathBefore;
  rmSync(folder, { recursive: true, force: true });
});

/** A program in the only folder of PATH; its lines see the machine's own commands. */
function program(name: string, ...lines: readonly string[]): string {
  const path = join(folder, 'bin', name);
  writeFileSync(path, ['#!/bin/sh', 'PATH=/usr/bin:/bin', ...lines, ''].join('\n'), { mode: 0o755 });
  return path;
}
const versioned = (name: string, version: string): string => program(name, `echo '${name}, version ${version} (branch: x)'`);
const calls = (): string => readFileSync(join(folder, 'calls'), 'utf8');

/** A Debian whose packages hold a program that tells its version; `download` fails until apt is given lists of its own. */
function debian({ staleLists = false, version = '2.45.0' } = {}): void {
  const refuse = staleLists ? 'case "$*" in *Dir::State=*) ;; *) exit 100 ;; esac' : '';
  program(
    'apt-get',
    `echo "$@" >> ${join(folder, 'calls')}`,
    refuse,
    'case "$*" in *update*) exit 0 ;; esac',
    'while [ "$1" != download ]; do shift; done; shift',
    'for name in "$@"; do echo "$name" > "$name.deb"; done',
  );
  program(
    'dpkg-deb',
    'if [ "$1" = -f ]; then echo "libc6 (>= 2.34), libjs-jquery (>= 3.5)"; exit 0; fi',
    'tree=$(mktemp -d); mkdir -p "$tree/usr/bin" "$tree/usr/share/doc"; sleep 0.2',
    'for name in prometheus promtool; do',
    `  printf '#!/bin/sh\necho "%s, version ${version}"\n' $name > "$tree/usr/bin/$name"; chmod 755 "$tree/usr/bin/$name"`,
    'done',
    'cp "$2" "$tree"; tar -c -C "$tree" .; rm -r "$tree"',
  );
}

describe('the monitoring tools', () => {
  it('when they are in PATH, then those are taken, under the names Debian gives them too', async () => {
    const [prometheus, promtool] = [versioned('prometheus', '2.53.1+ds'), versioned('promtool', '3.1.0')];
    expect(await findPrometheus(note, tools)).toEqual({ prometheus, promtool, webAssets: undefined, source: prometheus });
    const [alertmanager, amtool] = [versioned('prometheus-alertmanager', '0.25.0'), versioned('amtool', '0.25.0')];
    expect(await findAlertmanager(note, tools)).toEqual({ alertmanager, amtool, source: alertmanager });
    expect(existsSync(tools)).toBe(false);
    expect(notes).toEqual([]);
  });

  it('when those in PATH are older than what was tried, then the package is fetched, once, and its pages with it', async () => {
    versioned('prometheus', '2.15.2');
    versioned('promtool', '2.15.2');
    debian();
    const first = await findPrometheus(note, tools);
    expect(first.prometheus).toBe(join(tools, 'prometheus', 'usr', 'bin', 'prometheus'));
    expect(first.source).toContain('fetched');
    expect(readdirSync(join(tools, 'prometheus')).sort()).toEqual(['libjs-jquery.deb', 'prometheus.deb', 'usr']);
    expect(readdirSync(join(tools, 'prometheus', 'usr', 'share'))).toEqual([]);
    const before = calls();
    expect((await findPrometheus(note, tools)).source).toBe('.tools/prometheus');
    expect(calls()).toBe(before);
    expect(notes).toHaveLength(1);
  });

  it("when apt's lists are missing or stale, then lists are fetched into the folder, and none of the machine's is written", async () => {
    debian({ staleLists: true });
    await findPrometheus(note, tools);
    const [tried, update, again] = calls().split('\n');
    expect(tried).not.toContain('Dir::State=');
    expect(update).toMatch(new RegExp(`Dir::State=${tools}.* update$`));
    expect(again).toMatch(/Dir::State=.* download prometheus$/);
  });

  it('when two fetch at the same moment, then both get programs that run, and nothing else is left', async () => {
    debian();
    const both = await Promise.all([findPrometheus(note, tools), findPrometheus(note, tools)]);
    expect(new Set(both.map(({ prometheus }) => prometheus)).size).toBe(1);
    expect(readdirSync(tools)).toEqual(['prometheus']);
  });

  it('when the package cannot be had, then the reason is told and nothing half-made is left', async () => {
    program('apt-get', 'echo "no network" >&2; exit 100');
    program('dpkg-deb');
    await expect(findPrometheus(note, tools)).rejects.toThrow('Prometheus could not be fetched; install it. (no network)');
    expect(readdirSync(tools)).toEqual([]);
  });

  it('when the package is too old, then it is not used', async () => {
    debian({ version: '2.24.1' });
    await expect(findPrometheus(note, tools)).rejects.toThrow('older than 2.42');
  });

  it('when there is neither apt nor Go, then it is told how to install them', async () => {
    await expect(findPrometheus(note, tools)).rejects.toThrow('brew install prometheus');
    await expect(findAlertmanager(note, tools)).rejects.toThrow('apt install prometheus-alertmanager, brew install alertmanager');
  });

  it('when Alertmanager is not in PATH, then it is built with Go, once', async () => {
    program(
      'go',
      'if [ "$1" = env ]; then echo go1.26.4; exit 0; fi',
      `echo "$@" >> ${join(folder, 'calls')}`,
      `for name in alertmanager amtool; do printf '#!/bin/sh\\necho "%s, version 0.28.1"\\n' $name > "$GOBIN/$name"; chmod 755 "$GOBIN/$name"; done`,
    );
    const built = await findAlertmanager(note, tools);
    expect(built).toMatchObject({
      alertmanager: join(tools, 'alertmanager-0.28.1', 'alertmanager'),
      source: expect.stringContaining('built') as string,
    });
    expect(await findAlertmanager(note, tools)).toMatchObject({ source: '.tools/alertmanager-0.28.1' });
    expect(calls().split('\n').filter(Boolean)).toHaveLength(1);
  });
});
