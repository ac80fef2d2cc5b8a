import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

const main = join(__dirname, '..', 'dist', 'main.js');

/** Runs the built exporter with this environment and no other. */
function run(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (text: Buffer): void => void (output += text.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('when help is asked for, then it is printed and nothing is started', async () => {
  const { code, output } = await run(['--help'], {}).ended;
  expect(code).toBe(0);
  expect(output).toContain('REDIS_URL');
});

test('when the configuration is bad, then every bad variable is printed and it exits 1', async () => {
  const { code, output } = await run([], { EXPORTER_PORT: '0' }).ended;
  expect(code).toBe(1);
  expect(output).toMatch(/EXPORTER_PORT: [\s\S]*REDIS_URL: is required/);
});

test('when it is told to end, then it exits 0, also while Redis is away', async () => {
  const port = await freePort();
  const { child, ended } = run([], { EXPORTER_PORT: String(port), REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  await once(child.stdout, 'data');
  const page = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(await page.text()).toContain('stream_lag_exporter_up 0\n');
  child.kill('SIGTERM');
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output.match(/no connection to Redis/g)).toHaveLength(1);
  expect(output).toContain('ECONNREFUSED');
  expect(output).toContain('Redis cannot be read');
});
