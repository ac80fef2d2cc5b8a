import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../stack/paths.js';
import { expand, parseDockerfile } from './dockerfile.js';

const stage = (lines: string) => parseDockerfile(`FROM base:1\n${lines}\n`).stages[0]!.instructions;

describe('parseDockerfile', () => {
  test('when a file has stages, then each has its base, its name and its steps', () => {
    const { args, stages } = parseDockerfile('# a comment\nARG IMAGE=node:24\n\nFROM ${IMAGE} AS one\nWORKDIR /app\nFROM one\nUSER 1:1\n');
    expect(args).toEqual({ IMAGE: 'node:24' });
    expect(stages).toEqual([
      { name: 'one', base: '${IMAGE}', instructions: [{ kind: 'workdir', path: '/app' }] },
      { name: 'stage-1', base: 'one', instructions: [{ kind: 'user', user: '1:1' }] },
    ]);
  });

  test('when a step goes over several lines, then comments between them are no part of it', () => {
    expect(stage('RUN --mount=type=cache,target=/root/.npm one \\\n# why\n && two')).toEqual([
      { kind: 'run', command: 'one  && two', caches: ['/root/.npm'] },
    ]);
  });

  test('when values are quoted or bare, then both are read', () => {
    expect(stage('ENV A=1 B="two words"\nLABEL a.b="c"\nARG X\nARG Y=z')).toEqual([
      { kind: 'env', values: { A: '1', B: 'two words' } },
      { kind: 'label', values: { 'a.b': 'c' } },
      { kind: 'arg', name: 'X', value: undefined },
      { kind: 'arg', name: 'Y', value: 'z' },
    ]);
  });

  test('when files are copied, then source, destination and stage are told apart', () => {
    expect(stage('COPY --from=one /app/out/ ./\nCOPY a b c/')).toEqual([
      { kind: 'copy', from: 'one', sources: ['/app/out/'], destination: './' },
      { kind: 'copy', from: undefined, sources: ['a', 'b'], destination: 'c/' },
    ]);
  });

  test.each([
    ['HEALTHCHECK NONE', 'line 2: HEALTHCHECK is not an instruction this check knows'],
    ['ADD a b', 'ADD is not'],
    ['COPY --chown=1:1 a b', 'COPY with --chown=1:1 is not known here'],
    ['COPY *.json ./', 'COPY with *.json is not known here'],
    ['RUN --network=none true', 'RUN --network=none true is not known here'],
    ['RUN ["true"]', 'is not known here'],
    ['RUN cat <<EOF', 'here-documents are not known here'],
    ['CMD node main.js', 'is no list of words'],
    ['ENV A 1', '"A 1" is not NAME=value'],
    ['WORKDIR app', 'is no absolute path'],
    ['RUN true \\', 'the last line is continued'],
    ['# syntax=docker/dockerfile:1', 'a parser directive'],
    ['FROM --platform=x base', 'is more than'],
  ])('when a line is %s, then it is refused and not passed over', (line, words) => {
    expect(() => parseDockerfile(`FROM base:1\n${line}`)).toThrow(words);
  });

  test('when the file has no stage, or a step before the first, then it is refused', () => {
    expect(() => parseDockerfile('# nothing')).toThrow('there is no FROM');
    expect(() => parseDockerfile('RUN true\nFROM a:1')).toThrow('line 1: RUN stands before the first FROM');
  });

  test("when it is the project's own, then it ends in an image for which nothing has to be root", () => {
    const { stages } = parseDockerfile(readFileSync(join(projectRoot, 'Dockerfile'), 'utf8'));
    expect(stages.at(-1)!.instructions).toContainEqual({ kind: 'user', user: '65532:65532' });
    expect(stages.at(-1)!.instructions.filter(({ kind }) => kind === 'run')).toEqual([]);
  });
});

test('when a text names values, then they are put in, and one that is not set is empty', () => {
  expect(expand('a/$NAME-${NAME}${NONE}', { NAME: 'b' })).toBe('a/b-b');
});
