import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const VERSION = '0.203.0';
const FOLDER = join(__dirname, '..', '..', '..', '..', '.sidecart', 'tools');
const run = promisify(execFile);

/** Stripe's own mock: it knows no state, but holds every request against Stripe's OpenAPI description. */
export interface StripeMock {
  readonly url: string;
  stop(): Promise<void>;
}

/** Whether there is a Go to build it with. */
export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** Starts it on a free port; builds it first where that has not been done yet. */
export async function startStripeMock(): Promise<StripeMock> {
  const child = spawn(await builtMock(), ['-http-addr', '127.0.0.1:', '-https-addr', '127.0.0.1:'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await listeningPort(child);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill();
      }),
  };
}

/** Builds it from its Go module, which Go checks against its checksum database; once, for all later runs. */
async function builtMock(): Promise<string> {
  const program = join(FOLDER, `stripe-mock-${VERSION}`);
  if (existsSync(program)) return program;
  const workspace = join(FOLDER, `.stripe-mock-build.${process.pid}`);
  mkdirSync(workspace, { recursive: true });
  try {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod -buildvcs=false', GOWORK: 'off' };
    writeFileSync(
      join(workspace, 'go.mod'),
      `module sidecart.dev/stripe-mock-build\n\ngo 1.23\n\nrequire github.com/stripe/stripe-mock v${VERSION}\n`,
    );
    await run('go', ['build', '-o', 'stripe-mock', 'github.com/stripe/stripe-mock'], { cwd: workspace, env, maxBuffer: 64 * 1024 * 1024 });
    renameSync(join(workspace, 'stripe-mock'), program);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
  return program;
}

/** It says on which port it listens. */
function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`stripe-mock ended: ${said}`)));
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const port = /HTTP at address: \S*:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
