import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openFolder } from './open-folder.js';
import type { Room, Sandbox, Workshop } from './sandbox.js';

/** The command that opens a mount namespace, and whether it takes a user namespace to do so. */
export interface Isolation {
  readonly command: readonly string[];
  readonly ownUsers: boolean;
}

/** How a mount namespace can be had here; undefined where none can. */
export function isolationOf(): Isolation | undefined {
  const ways: readonly Isolation[] = [
    { command: ['unshare', '--mount'], ownUsers: false },
    { command: ['unshare', '--map-root-user', '--mount'], ownUsers: true },
  ];
  return process.platform === 'linux' ? ways.find(({ command }) => opens(command)) : undefined;
}

function opens([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'none', '/tmp'], { stdio: 'ignore' }).status === 0;
}

const nodeFolder = dirname(dirname(process.execPath));

/** What the machine lends in place of a base image. Node may live elsewhere; names may be resolved by way of /run. */
const systemFolders = (): readonly string[] =>
  ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc', '/run', ...(nodeFolder.startsWith('/usr') ? [] : [nodeFolder])].filter(existsSync);

/** A chroot of the machine's system folders, read-only, and the one tree; nothing else of the machine is in sight. */
export function isolatedSandbox(scratch: string, { command: enter, ownUsers }: Isolation): Sandbox {
  const root = openFolder(join(scratch, 'root-'));
  const system = systemFolders();
  for (const folder of [...system, '/dev', '/proc', '/tmp', '/root']) mkdirSync(join(root, folder), { recursive: true });
  const enterRoot = (workdir: string): string[] => {
    mkdirSync(join(root, workdir), { recursive: true });
    return ['set -e', `mount --bind ${quote(root)} ${quote(root)}; cd ${quote(root)}`, ...lend(system)];
  };
  const stacks = canStack(scratch, enter);
  const shell = (script: readonly string[]): readonly string[] => [...enter, '/bin/sh', '-c', script.join('\n')];
  const inWorkdir = ({ workdir, command }: Room): string => `/bin/sh -c 'cd "$0" && exec "$@"' ${workdir} ${command.map(quote).join(' ')}`;
  return {
    description: `chroot in a mount namespace, with this machine's ${system.join(' ')} in place of the base image`,
    stacks,
    workshop: (workshop) =>
      shell([
        ...enterRoot(workshop.workdir),
        'mount -t tmpfs none ./tmp; mount -t tmpfs none ./root',
        ...npmHome(workshop),
        workshop.below.length === 0 ? `mount --bind ${quote(workshop.tree)} .${workshop.workdir}` : overlay(workshop),
        `exec chroot . ${inWorkdir(workshop)}`,
      ]),
    workshopEnv: { HOME: '/root' },
    service: (room, user) => {
      const [uid = '', gid = ''] = user.split(':');
      // Who is not root has one user to be, whatever it is called inside.
      const become = ownUsers
        ? `unshare --user --map-user=${uid} --map-group=${gid} --root=.`
        : `chroot . setpriv --reuid=${uid} --regid=${gid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all`;
      return shell([
        ...enterRoot(room.workdir),
        `mount --bind ${quote(room.tree)} .${room.workdir}; mount -o remount,bind,ro,nosuid,nodev .${room.workdir}`,
        'mount -o remount,bind,ro,nosuid,nodev .',
        `exec ${become} ${inWorkdir(room)}`,
      ]);
    },
  };
}

/** Lays a folder over others; what is written lands in it alone. The kernel wants a second, empty folder beside it. */
function overlay({ tree, below, workdir }: Pick<Workshop, 'tree' | 'below' | 'workdir'>): string {
  const options = `lowerdir=${below.join(':')},upperdir=${tree},workdir=${tree}.work`;
  return `mkdir -p ${quote(`${tree}.work`)}; mount -t overlay -o ${quote(options)} overlay .${workdir}`;
}

function canStack(scratch: string, [program = '', ...args]: readonly string[]): boolean {
  const folder = openFolder(join(scratch, 'overlay-'));
  for (const name of ['below', 'tree', 'at']) mkdirSync(join(folder, name));
  const script = `cd ${quote(folder)}; ${overlay({ tree: join(folder, 'tree'), below: [join(folder, 'below')], workdir: '/at' })}`;
  return spawnSync(program, [...args, '/bin/sh', '-c', script], { stdio: 'ignore' }).status === 0;
}

/** Who is not root may fail to make a system folder read-only, and could not write there anyway. */
const lend = (system: readonly string[]): string[] => [
  ...system.map((folder) => `mount --rbind ${folder} .${folder}; mount -o remount,ro,bind .${folder} 2>/dev/null || :`),
  'mount --rbind /dev ./dev; mount --rbind /proc ./proc',
];

/** The caches, and the settings by which npm finds its registry here; an engine has its own ways for both. */
function npmHome({ caches }: Workshop): string[] {
  const cache = npmSetting('cache');
  mkdirSync(cache, { recursive: true });
  const settings = npmSetting('userconfig');
  return [
    ...caches.map((path) => `mkdir -p .${path}; mount --bind ${quote(cache)} .${path}`),
    ...(existsSync(settings) ? [`cp ${quote(settings)} ./root/.npmrc`] : []),
  ];
}

/** One of npm's settings on this machine: a build goes the ways the machine goes. */
const npmSetting = (name: string): string => spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' }).stdout.trim();

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
