import { readDockerIgnore } from './docker-ignore.js';

const kept = (text: string, paths: readonly string[]): string[] => paths.filter((path) => !readDockerIgnore(text).ignores(path));

describe('readDockerIgnore', () => {
  test('when everything is left out but what is named, then a folder stands for all in it', () => {
    expect(kept('*\n!a.json\n!src', ['a.json', 'b.json', 'src/x.ts', 'other/a.json', 'srcs/x'])).toEqual(['a.json', 'src/x.ts']);
  });

  test('when several patterns fit, then the last one decides', () => {
    expect(kept('*\n!src\n**/*.test.ts\n!src/kept.test.ts', ['src/a.ts', 'src/deep/b.test.ts', 'src/kept.test.ts'])).toEqual([
      'src/a.ts',
      'src/kept.test.ts',
    ]);
  });

  test('when a pattern starts with two stars, then it fits at any depth, the top included', () => {
    expect(kept('**/dist', ['dist/a', 'x/dist/a', 'x/y/dist', 'x/distant'])).toEqual(['x/distant']);
  });

  test('when a pattern has one star, then it stays inside of a name', () => {
    expect(kept('services/*/generated', ['services/a/generated/x', 'services/a/b/generated/x'])).toEqual(['services/a/b/generated/x']);
  });

  test('when a folder is left out, then it need not be entered, unless something in it is named', () => {
    const { skips } = readDockerIgnore('*\n!src\n!scripts/package.json\n**/node_modules');
    expect(['src', 'scripts', 'docs', 'src/node_modules'].map(skips)).toEqual([false, false, true, true]);
  });

  test('when there are comments and empty lines, then they are no patterns', () => {
    expect(kept('# all\n\n*.md\n', ['a.md', 'b'])).toEqual(['b']);
  });

  test('when a pattern has more than stars, then it is refused', () => {
    expect(() => readDockerIgnore('a[bc]')).toThrow('a[bc] is not known here');
  });
});
