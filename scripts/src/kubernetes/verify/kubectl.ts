import { spawn } from 'node:child_process';
import { dirname } from 'node:path';

/** What a call of kubectl came to. */
export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** kubectl bound to one server; it never looks at the caller's own clusters. */
export interface Kubectl {
  /** Runs it to its end; `input` is what it reads as `-f -`. */
  run(args: readonly string[], input?: string): Promise<KubectlResult>;
}

/** Which kubectl, and for which server. */
export interface KubectlSettings {
  readonly program: string;
  readonly kubeconfig: string;
  /** Where it keeps what it has learnt about the server. */
  readonly cache: string;
}

const LONGEST_MS = 300_000;

/** Binds kubectl to a server. */
export function createKubectl(settings: KubectlSettings): Kubectl {
  const own = ['--kubeconfig', settings.kubeconfig, '--cache-dir', settings.cache];
  const env = { PATH: process.env['PATH'] ?? '', HOME: dirname(settings.kubeconfig) };
  return { run: (args, input = '') => runToEnd(settings.program, [...own, ...args], env, input) };
}

/** Renders a kustomization; needs no server. Throws an Error with kustomize's own words. */
export async function kustomize(program: string, folder: string): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(program, ['kustomize', folder], { PATH: process.env['PATH'] ?? '' }, '');
  if (code !== 0) throw new Error(stderr.trim());
  return stdout;
}

function runToEnd(program: string, args: readonly string[], env: Record<string, string>, input: string): Promise<KubectlResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'pipe', timeout: LONGEST_MS });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, stdout, stderr });
    });
    // A kubectl that has given up reads no more; its exit code says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
