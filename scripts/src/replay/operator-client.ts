import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { SetupError } from '../errors.js';
import { projectRoot, stackDirectory } from '../stack/paths.js';
import { readTopology } from '../stack/topology.js';

/** A call to a service of the running local stack. Resolves to the answer's body; throws a SetupError in the service's own words. */
export type OperatorCall = (method: 'GET' | 'POST', path: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<unknown>;

/** A service of the running local stack, as its operator reaches it. */
export function localService(service: string): OperatorCall {
  const app = readTopology(join(projectRoot, 'dapr.yaml')).apps.find(({ appID }) => appID === service);
  if (app === undefined) throw new SetupError(`There is no service ${service} in dapr.yaml.`);
  return operatorCall(service, `http://127.0.0.1:${app.appPort}`, adminTokenIn(stackDirectory('local')));
}

/** The service at `url`, with the operator's token. */
export function operatorCall(service: string, url: string, token: string): OperatorCall {
  return async (method, path, body, headers = {}) => {
    const answer = await request(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new SetupError(`${service} does not answer at ${url}; start the stack with npm start.`);
    });
    const text = await answer.body.text();
    const told: unknown = text === '' ? undefined : JSON.parse(text);
    if (answer.statusCode < 300) return told;
    throw new SetupError(inWords(told as Problem | undefined) ?? `${service} answered ${answer.statusCode}`);
  };
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

function inWords(problem: Problem | undefined): string | undefined {
  const faults = (problem?.errors ?? []).map(({ pointer, detail }) => `\n  ${pointer} ${detail}`);
  return problem?.detail === undefined ? undefined : `${problem.detail}${faults.join('')}`;
}

/** The token a stack was started with; it is in the file that `npm start` and `npm run infra` write into its folder. */
export function adminTokenIn(directory: string): string {
  const file = join(directory, 'stack.env');
  try {
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .find((candidate) => candidate.startsWith('ADMIN_TOKEN='));
    if (line !== undefined) return line.slice('ADMIN_TOKEN='.length).replace(/^['"]|['"]$/g, '');
  } catch {
    // Told below.
  }
  throw new SetupError(`There is no running stack's ${file}; start the stack with npm start.`);
}
