/** What a stage does, one instruction after the other. */
export type Instruction =
  | { readonly kind: 'arg'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'env' | 'label'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'copy'; readonly from: string | undefined; readonly sources: readonly string[]; readonly destination: string }
  /** `caches` are the folders of `--mount=type=cache`. */
  | { readonly kind: 'run'; readonly command: string; readonly caches: readonly string[] }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'entrypoint' | 'cmd'; readonly words: readonly string[] };

type Kind = Instruction['kind'];

/** Parses one instruction. Throws for one, or for a form of one, that is not known here. */
export function instructionOf(word: string, rest: string): Instruction {
  const kind = word.toLowerCase();
  if (!isKnown(kind)) throw new Error(`${word} is not an instruction this check knows.`);
  if (rest.includes('<<')) throw new Error('here-documents are not known here.');
  return parsers[kind](rest);
}

const isKnown = (kind: string): kind is Kind => kind in parsers;

const parsers: Readonly<Record<Kind, (rest: string) => Instruction>> = {
  arg: (rest) => {
    const [, name, value] = /^(\w+)(?:=(\S*))?$/.exec(rest) ?? [];
    if (name === undefined) throw new Error(`ARG ${rest} is not "ARG NAME" or "ARG NAME=value".`);
    return { kind: 'arg', name, value };
  },
  env: (rest) => ({ kind: 'env', values: pairs(rest) }),
  label: (rest) => ({ kind: 'label', values: pairs(rest) }),
  workdir: (path) => {
    if (!/^\/[\w/-]+$/.test(path)) throw new Error(`WORKDIR ${path} is no absolute path.`);
    return { kind: 'workdir', path };
  },
  copy,
  run,
  user: (user) => ({ kind: 'user', user }),
  entrypoint: (rest) => ({ kind: 'entrypoint', words: words(rest) }),
  cmd: (rest) => ({ kind: 'cmd', words: words(rest) }),
};

function copy(rest: string): Instruction {
  const [, from, paths = ''] = /^(?:--from=(\S+)\s+)?(.*)$/s.exec(rest) ?? [];
  const all = paths.split(/\s+/);
  const destination = all.pop();
  if (destination === undefined || all.length === 0) throw new Error('COPY needs a source and a destination.');
  const odd = [...all, destination].find((path) => path.startsWith('--') || /[*?[\]"]/.test(path));
  if (odd !== undefined) throw new Error(`COPY with ${odd} is not known here.`);
  return { kind: 'copy', from, sources: all, destination };
}

function run(rest: string): Instruction {
  const caches: string[] = [];
  let command = rest;
  for (;;) {
    const [whole, target] = /^--mount=type=cache,target=(\/[\w./-]+)\s+/.exec(command) ?? [];
    if (whole === undefined || target === undefined) break;
    caches.push(target);
    command = command.slice(whole.length);
  }
  if (command.startsWith('--') || command.startsWith('[')) throw new Error(`RUN ${command.slice(0, 40)} is not known here.`);
  return { kind: 'run', command, caches };
}

/** `NAME=value OTHER="with blanks"`. */
function pairs(rest: string): Record<string, string> {
  const values: Record<string, string> = {};
  const left = rest.replace(/([\w.]+)=(?:"([^"\\]*)"|([^\s"'\\]+))(?:\s+|$)/g, (_, name: string, quoted?: string, bare?: string) => {
    values[name] = quoted ?? bare ?? '';
    return '';
  });
  if (left !== '') throw new Error(`"${left}" is not NAME=value.`);
  return values;
}

function words(rest: string): string[] {
  const value: unknown = rest.startsWith('[') ? JSON.parse(rest) : undefined;
  if (!Array.isArray(value) || !value.every((word) => typeof word === 'string')) throw new Error(`${rest} is no list of words: ["a", "b"].`);
  return value;
}
