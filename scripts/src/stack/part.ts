import { request } from 'undici';
import { waitFor } from '../wait.js';
import { logTail, ManagedProcess } from './managed-process.js';

/** An app or a sidecar that can be stopped, killed and started by itself while the rest of the stack runs. */
export interface Part {
  readonly name: string;
  /** http://127.0.0.1:<port> */
  readonly url: string;
  readonly logFile: string;
  readonly running: boolean;
  readonly pid: number | undefined;
  /** Starts it and resolves once it answers HTTP. It does nothing to one that runs. */
  start(): Promise<void>;
  /** Asks it to drain and end; kills it after 15 s. It stays away until `start`. */
  stop(): Promise<void>;
  /** SIGKILL. It stays away until `start`. */
  kill(): Promise<void>;
  /** SIGKILL without the launcher having meant it: it comes back by itself after a back-off. */
  crash(): void;
  restart(): Promise<void>;
  /** Resolves once every health check passes; throws with the end of the log after the deadline. */
  ready(timeoutMs?: number): Promise<void>;
}

/** How a part is watched. */
export interface PartSettings {
  readonly name: string;
  readonly url: string;
  readonly process: ManagedProcess;
  /** Any answer from here shows that it listens. */
  readonly alivePath: string;
  /** All of these must answer 2xx. */
  readonly readyPaths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

const READY_MS = 60_000;
/** A part that has exited this often since its start is not going to make it. */
const HOPELESS_EXITS = 3;

/** Puts the controls on a process. */
export function createPart(settings: PartSettings): Part {
  const { process: owned, name, url } = settings;
  const wait = (what: string, probe: () => Promise<boolean>, timeoutMs: number): Promise<boolean> =>
    waitFor(what, probe, { timeoutMs, giveUp: () => hopeless(owned) }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\nThe end of ${owned.logFile}:\n${logTail(owned.logFile)}`, { cause: error });
    });
  const start = async (): Promise<void> => {
    owned.start();
    await wait(`${name} does not answer`, async () => (await statusOf(settings, settings.alivePath)) > 0, READY_MS);
  };
  return {
    name,
    url,
    logFile: owned.logFile,
    get running() {
      return owned.running;
    },
    get pid() {
      return owned.pid;
    },
    start,
    stop: () => owned.stop(),
    kill: () => owned.kill(),
    crash: () => owned.crash(),
    async restart() {
      await owned.stop();
      await start();
    },
    async ready(timeoutMs = READY_MS) {
      for (const path of settings.readyPaths)
        await wait(`${name} is not ready (${path})`, async () => isFine(await statusOf(settings, path)), timeoutMs);
    },
  };
}

function hopeless(owned: ManagedProcess): string | undefined {
  return owned.exits < HOPELESS_EXITS ? undefined : `${owned.exitReason ?? 'it exited'} (${owned.exits} times)`;
}

function isFine(status: number): boolean {
  return status >= 200 && status < 300;
}

async function statusOf(settings: PartSettings, path: string): Promise<number> {
  const options = { headersTimeout: 3000, bodyTimeout: 3000, ...(settings.headers && { headers: settings.headers }) };
  const { statusCode, body } = await request(`${settings.url}${path}`, options);
  await body.dump();
  return statusCode;
}
