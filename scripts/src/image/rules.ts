import { readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import type { BuiltStage } from './build.js';
import type { TreeEntry } from './tree.js';

/** An image as its rules see it. */
export interface ImageUnderCheck {
  readonly service: string;
  readonly version: string;
  readonly image: BuiltStage;
  readonly tree: readonly TreeEntry[];
  /** Packages that have no place in an image: what the project itself is built and tested with. */
  readonly tools: readonly string[];
}

type Rule = (image: ImageUnderCheck) => readonly string[];

/** Above this something has crept in. */
const LARGEST_MB = 130;

/** What an image does not hold to, one line each. */
export function faultsOf(image: ImageUnderCheck): string[] {
  return RULES.flatMap((rule) => shorten(rule(image)));
}

const RULES: readonly Rule[] = [
  ({ image: { user } }) => (/^[1-9]\d*:[1-9]\d*$/.test(user) ? [] : [`USER ${user} is not two numbers other than root's`]),
  ({ image: { env } }) => (env['NODE_ENV'] === 'production' ? [] : ['NODE_ENV is not production']),
  ({ image: { labels }, version, service }) => {
    const wanted = { title: `sidecart/${service}`, version, licenses: 'Apache-2.0' };
    const wrong = Object.entries(wanted).filter(([name, value]) => labels[`org.opencontainers.image.${name}`] !== value);
    return wrong.map(([name]) => `the label ${name} is not right`);
  },
  each(({ mode }) => (mode & 0o7000) !== 0, 'is setuid, setgid or sticky'),
  each(({ kind, mode }) => kind !== 'link' && (mode & 0o022) !== 0, 'may be written by others than its owner'),
  each(({ kind, mode }) => kind !== 'link' && (mode & 0o004) === 0, 'may not be read by the service'),
  each(({ kind, mode }) => kind === 'folder' && (mode & 0o001) === 0, 'may not be entered by the service'),
  each(({ kind }) => kind === 'other', 'is neither a file, a folder nor a link'),
  each(({ kind, modifiedMs }) => kind !== 'folder' && modifiedMs !== 0, 'has a time of its own'),
  each(({ path }) => /\.[cm]?ts$|\.tsx$/.test(path), 'is TypeScript'),
  each(
    ({ path }) => /(^|\/)(tests?|__tests__|bench|benchmarks)(\/|$)|\.test\.js(\.map)?$|\/dist\/(.+\/)?testing(\/|$)/.test(path),
    'belongs to tests',
  ),
  each(({ path }) => /(^|\/)(\.env(\..*)?|\.npmrc|\.git|id_[a-z0-9]+|.*\.(pem|key|p12|pfx))$/.test(path), 'may hold a secret'),
  ({ image, tree }) =>
    tree
      .filter(({ path, kind }) => kind === 'file' && !path.includes('node_modules/') && holdsKey(join(image.tree, path)))
      .map(({ path }) => `${path} holds a private key`),
  ({ tree, tools }) => packagesIn(tree).filter((name) => tools.includes(name)).map((name) => `the package ${name} is for development`), // prettier-ignore
  ({ tree, service }) =>
    tree
      .filter(({ path }) => /^(services|exporters)\/[^/]+$/.test(path) && basename(path) !== service)
      .map(({ path }) => `${path} is another image's`),
  brokenLinks,
  ({ tree }) => (megabytesOf(tree) <= LARGEST_MB ? [] : [`it has ${megabytesOf(tree).toFixed(1)} MB, more than ${String(LARGEST_MB)}`]),
];

/** One slip makes thousands of faults of a kind: the first few tell enough. */
export const shorten = (faults: readonly string[]): string[] =>
  faults.length <= 5 ? [...faults] : [...faults.slice(0, 4), `and ${String(faults.length - 4)} more, such as: ${faults.at(-1) ?? ''}`];

/** The size of the tree's files, in millions of bytes. */
export const megabytesOf = (tree: readonly TreeEntry[]): number => tree.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;

function each(isWrong: (entry: TreeEntry) => boolean, what: string): Rule {
  return ({ tree }) => tree.filter(isWrong).map(({ path }) => `${path} ${what}`);
}

const holdsKey = (path: string): boolean => readFileSync(path).includes('PRIVATE KEY-----');

/** The packages of every node_modules in the tree. */
function packagesIn(tree: readonly TreeEntry[]): string[] {
  return tree.flatMap(({ path, kind }) => (kind === 'folder' ? (/(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/@]+)$/.exec(path)?.[1] ?? []) : []));
}

function brokenLinks({ tree }: ImageUnderCheck): string[] {
  const paths = new Set(tree.map(({ path }) => path));
  const links = tree.filter(({ kind }) => kind === 'link');
  const targets = links.map(({ path, content }) => ({ path, target: normalize(join(dirname(path), content)) }));
  return targets.filter(({ target }) => !paths.has(target)).map(({ path, target }) => `${path} points to ${target}, which is not there`);
}
