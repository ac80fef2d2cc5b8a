import { homedir } from 'node:os';
import { isolatedSandbox, isolationOf } from './isolated-sandbox.js';

/** A folder that plays an image's WORKDIR, and a command to be run there. */
export interface Room {
  readonly tree: string;
  /** Where the command finds it. */
  readonly workdir: string;
  readonly command: readonly string[];
}

/** A room in which a build step works, as root. */
export interface Workshop extends Room {
  /** Folders of the stages it stands on, nearest first: seen through `tree`, never changed. Only where `stacks`. */
  readonly below: readonly string[];
  /** Folders that outlive the step; all are npm's. */
  readonly caches: readonly string[];
}

/** Runs commands as a container would, as far as the machine lets it. */
export interface Sandbox {
  /** What it does, for a person. */
  readonly description: string;
  /** Whether a stage may be laid over another; else it starts as a copy. */
  readonly stacks: boolean;
  /** The command line of a build step. */
  workshop(workshop: Workshop): readonly string[];
  /** What such a step finds in its environment, beside what the image says. */
  readonly workshopEnv: Readonly<Record<string, string>>;
  /** The command line that runs `room` as `user` (numeric uid:gid) and lets it write nowhere; the environment is its starter's. */
  service(room: Room, user: string): readonly string[];
}

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
