import { execFile } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { request } from 'undici';
import { complete, sumOf } from './dapr-stamp.js';

/** The release that is downloaded. */
const VERSION = '1.18.0';
const RELEASE = `https://github.com/dapr/dapr/releases/download/v${VERSION}`;
const CONNECT_MS = 10_000;
const DOWNLOAD_MS = 300_000;

/** Downloads daprd, placement and scheduler of one release into `folder`; each archive must match the sum published beside it. */
export async function downloadDapr(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, '.download-'));
  try {
    for (const program of ['daprd', 'placement', 'scheduler']) await downloadProgram(folder, work, program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function downloadProgram(folder: string, work: string, program: string): Promise<void> {
  const system = { linux: 'linux', darwin: 'darwin' }[process.platform as string];
  const machine = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (system === undefined || machine === undefined) throw new Error(`no Dapr release for ${process.platform} ${process.arch}`);
  const archive = `${program}_${system}_${machine}.tar.gz`;
  const path = join(work, archive);
  const sumFile = join(work, `${archive}.sha256`);
  await download(`${RELEASE}/${archive}.sha256`, sumFile);
  await download(`${RELEASE}/${archive}`, path);
  const [expected] = readFileSync(sumFile, 'utf8').split(/\s/);
  if ((await sumOf(path)) !== expected) throw new Error(`${archive} does not match its published checksum`);
  await promisify(execFile)('tar', ['-xzf', path, '-C', work]);
  await complete(folder, program, VERSION, join(work, `${program}_${system}_${machine}`));
}

/** Follows the release host's redirects to its store. */
async function download(url: string, path: string, hops = 5): Promise<void> {
  const response = await request(url, { headersTimeout: CONNECT_MS, bodyTimeout: CONNECT_MS, signal: AbortSignal.timeout(DOWNLOAD_MS) }).catch(() => {
    throw new Error('the Dapr release cannot be reached');
  });
  const next = response.headers['location'];
  if (response.statusCode >= 300 && response.statusCode < 400 && typeof next === 'string' && hops > 0) {
    await response.body.dump();
    return download(new URL(next, url).toString(), path, hops - 1);
  }
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  await pipeline(Readable.from(response.body), createWriteStream(path));
}
