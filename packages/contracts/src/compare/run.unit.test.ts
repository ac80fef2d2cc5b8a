import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareSchemas, InternalContradiction, runCompare, runWitness } from './index';
import { NONE, unknown } from './prove/literal';
import { Prover } from './prove/prover';

const folder = mkdtempSync(path.join(os.tmpdir(), 'compare-'));
const file = (name: string, value: unknown) => {
  const target = path.join(folder, name);
  writeFileSync(target, typeof value === 'string' ? value : JSON.stringify(value));
  return target;
};
const wide = file('wide.json', { type: 'string' });
const narrow = file('narrow.json', { type: 'string', maxLength: 3 });
const broken = file('broken.json', '{');

describe('running a comparison', () => {
  test('when the schemas are compatible, then the exit code is 0', () => {
    expect(runCompare({ old: narrow, new: wide })).toMatchObject({ exitCode: 0 });
    expect(runCompare({ old: wide, new: narrow, mode: 'FORWARD' })).toMatchObject({ exitCode: 0 });
  });

  test('when they are not, then the exit code is 1 and the witness is told', () => {
    const outcome = runCompare({ old: wide, new: narrow, format: 'json' });
    expect(outcome.exitCode).toBe(1);
    expect(JSON.parse(outcome.output)).toMatchObject({ compatible: false, verdict: 'breaking', witness: 'aaaa', mode: 'backward', policy: 'strict' });
    expect(runWitness({ old: wide, new: narrow })).toEqual({ exitCode: 1, output: '"aaaa"\n' });
    expect(runWitness({ old: narrow, new: wide })).toEqual({ exitCode: 0, output: '' });
  });

  test('when a file cannot be loaded, then the exit code is 2 and the place is told', () => {
    expect(runCompare({ old: wide, new: broken })).toEqual({ exitCode: 2, output: `${broken}:1:2: not JSON: close brace expected\n` });
    expect(JSON.parse(runCompare({ old: broken, new: wide, format: 'json' }).output)).toMatchObject({ error: { file: broken, line: 1, column: 2 } });
    expect(runCompare({ old: broken, new: wide, format: 'github' }).output).toMatch(/^::error file=.*broken\.json,line=1,col=2/);
  });

  test.each([
    ['mode', 'sideways'],
    ['policy', 'mild'],
    ['format', 'pdf'],
  ])('when --%s is %s, then the exit code is 2', (name, value) => {
    const outcome = runCompare({ old: wide, new: wide, [name]: value });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.output).toContain(`--${name} must be one of`);
  });

  test('when no rule decides, then the verdict is undecided and the exit code 2', () => {
    const cryptic = { type: 'string', pattern: '^(a+)b\\1$' };
    const wider = { type: 'string', pattern: '^(a+)ba*\\1$' };
    expect(compareSchemas(cryptic, wider)).toMatchObject({ verdict: 'undecided', compatible: false });
    expect(compareSchemas(wider, cryptic, { check: 'ajv' })).not.toMatchObject({ verdict: 'compatible' });
    const outcome = runCompare({ old: file('a.json', cryptic), new: file('b.json', wider) });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.output).toContain('Undecided');
  });
});

describe('checking a proof against instances', () => {
  afterEach(() => jest.restoreAllMocks());

  test('when a proof is wrong, then the contradiction fails loudly', () => {
    jest.spyOn(Prover.prototype, 'outside').mockReturnValue(NONE);
    expect(() => compareSchemas({ type: 'integer' }, { type: 'integer', minimum: 3 })).toThrow(InternalContradiction);
    expect(() => compareSchemas({ enum: ['a', 'b'] }, { enum: ['a'] })).toThrow(InternalContradiction);
  });

  test('when the prover gives up, then instances may still settle it', () => {
    jest.spyOn(Prover.prototype, 'outside').mockReturnValue(unknown('tired'));
    expect(compareSchemas({ type: 'integer' }, { type: 'integer', minimum: 3 })).toMatchObject({ verdict: 'breaking' });
    expect(compareSchemas({ type: 'integer' }, { type: 'number' })).toMatchObject({ verdict: 'undecided' });
  });
});
