import { homedir } from 'node:os';
import { isolatedSandbox, isolationOf } from './isolated-sandbox.js';
import type { Sandbox } from './sandbox.js';

/** The isolated sandbox where the machine has namespaces, else a plain folder. `scratch` is for what it needs itself. */
export function openSandbox(scratch: string): Sandbox {
  const isolation = isolationOf();
  return isolation === undefined ? plainFolder : isolatedSandbox(scratch, isolation);
}

/** Keeps nothing apart but the folder: programs see the whole machine. Paths in a step are relative, so they fit. */
const plainFolder: Sandbox = {
  description: 'a plain folder, for want of namespaces: the service sees the whole machine, and permissions alone keep it from writing',
  stacks: false,
  workshop: ({ tree, command }) => inFolder(tree, command),
  workshopEnv: { HOME: homedir() },
  service: ({ tree, command }, user) => {
    const [uid = '', gid = ''] = user.split(':');
    const drop = process.getuid?.() === 0 ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'] : [];
    return [...drop, ...inFolder(tree, command)];
  },
};

const inFolder = (folder: string, command: readonly string[]): string[] => ['/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, ...command];
