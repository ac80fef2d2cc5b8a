import { SetupError } from '../errors.js';

/** What a .dockerignore says of paths, named from its top with slashes. */
export interface DockerIgnore {
  /** Whether a file is left out. */
  readonly ignores: (path: string) => boolean;
  /** Whether all that is in a folder is left out, so that it need not be entered. */
  readonly skips: (folder: string) => boolean;
}

/**
 * Reads a .dockerignore: patterns start at the top, a folder's name stands for all in it, and of several that fit the last one
 * decides. Throws a SetupError for a pattern with anything but `*` and `**`.
 */
export function readDockerIgnore(text: string): DockerIgnore {
  const lines = text.split('\n').map((line) => line.trim());
  const rules = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ excepts: line.startsWith('!'), pattern: line.replace(/^!/, '') }))
    .map((rule) => ({ ...rule, fits: matcherOf(rule.pattern) }));
  const ignores = (path: string): boolean => rules.findLast(({ fits }) => fits.test(path))?.excepts === false;
  const mayHold = (folder: string): boolean =>
    rules.some(({ excepts, pattern }) => excepts && (pattern.startsWith(`${folder}/`) || pattern.includes('*')));
  return { ignores, skips: (folder) => ignores(folder) && !mayHold(folder) };
}

function matcherOf(pattern: string): RegExp {
  if (/[?[\]\\{}]/.test(pattern)) throw new SetupError(`.dockerignore: ${pattern} is not known here.`);
  const parts = pattern.replace(/^\/|\/$/g, '').split(/(\*\*\/|\*\*|\*)/);
  const body = parts.map((part) => WILDCARDS[part] ?? part.replace(/[.+^$()|]/g, '\\$&')).join('');
  return new RegExp(`^${body}(/|$)`);
}

const WILDCARDS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' };
