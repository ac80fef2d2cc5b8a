// The first thing every command runs: dependencies → generated clients → build → the command. Until the first step is
// done nothing is installed, so this file uses Node's built-ins only. Its own lines go to stderr: stdout is the command's.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tool = (name) => join(root, 'node_modules', '.bin', name);
const OLDEST_NODE = [20, 19];

class StepFailed extends Error {}

/** Runs a program; resolves to its exit code and what it printed. */
function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), output }));
  });
}

async function step(name, cure, command, args, options) {
  const startedAt = Date.now();
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new StepFailed(`${output.trimEnd()}\n${name} failed; ${cure}.`);
  process.stderr.write(`✓ ${name}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

const digest = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const holds = (path, text) => existsSync(path) && readFileSync(path, 'utf8') === text;

function stamp(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Installs the locked dependencies once per lock file. */
async function installDependencies() {
  const wanted = digest(readFileSync(join(root, 'package-lock.json')));
  const path = join(root, 'node_modules', '.sidecart-lock');
  if (holds(path, wanted)) return;
  process.stderr.write('  Installing the dependencies …\n');
  await step('Dependencies', 'check the network and run the command again', 'npm', ['ci', '--no-audit', '--no-fund']);
  stamp(path, wanted);
}

/** Generates each database client once per schema (and per Prisma version). */
async function generateClients(force) {
  const prisma = readFileSync(join(root, 'node_modules', 'prisma', 'package.json'));
  const services = readdirSync(join(root, 'services')).map((name) => join(root, 'services', name));
  await Promise.all([...services, join(root, 'scripts')].map((folder) => generateClient(folder, prisma, force)));
}

async function generateClient(service, prisma, force) {
  const schema = join(service, 'prisma', 'schema.prisma');
  if (!existsSync(schema)) return;
  const wanted = digest(readFileSync(schema), prisma);
  const generated = join(service, 'src', 'generated');
  const path = join(generated, '.schema');
  if (!force && holds(path, wanted) && existsSync(join(generated, 'prisma'))) return;
  rmSync(path, { force: true });
  // Generating uses no schema engine, yet Prisma fetches one unless it is told that there is one.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  await step(`Database client of ${service.slice(root.length + 1)}`, `correct ${schema}`, tool('prisma'), ['generate', '--schema', schema], { env });
  stamp(path, wanted);
}

/** Compiles what has changed; says nothing when nothing has. */
async function build(verbose) {
  const startedAt = Date.now();
  const { code, output } = await run(tool('tsc'), ['-b', ...(verbose ? ['--verbose'] : [])]);
  if (code !== 0) throw new StepFailed(`${output.trimEnd()}\nThe build failed; correct what the compiler names.`);
  const seconds = (Date.now() - startedAt) / 1000;
  if (verbose || seconds > 3) process.stderr.write(`✓ Build, ${seconds.toFixed(1)} s\n`);
}

/** Runs the command itself. Signals go on to it, and this process ends when it does: it may have much to tidy up. */
async function runCommand(command, args) {
  const script = join(root, 'scripts', 'dist', `${command}.js`);
  if (!existsSync(script)) throw new StepFailed(`There is no command "${command}".`);
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], { cwd: root, stdio: 'inherit' });
  // At a terminal Ctrl-C reaches the command by itself; it takes no harm from hearing it twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0))));
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new StepFailed(`Node ${process.versions.node} is too old; install Node ${OLDEST_NODE.join('.')} or newer.`);
}

async function main([command = 'start', ...args]) {
  checkNode();
  await installDependencies();
  await generateClients(command === 'generate');
  await build(command === 'build');
  return command === 'build' ? 0 : runCommand(command, args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
