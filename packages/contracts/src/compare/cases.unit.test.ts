import { compareSchemas, type CompareResult, type Json } from './index';
import { ARRAY_CASES } from './testing/cases/arrays';
import type { Case } from './testing/cases/case';
import { COMBINED_CASES } from './testing/cases/combined';
import { CONDITION_CASES } from './testing/cases/conditions';
import { CONTENT_MODEL_CASES } from './testing/cases/content-models';
import { DEPENDENCY_CASES } from './testing/cases/dependencies';
import { DRAFT_CASES } from './testing/cases/drafts';
import { NUMBER_CASES } from './testing/cases/numbers';
import { OBJECT_CASES } from './testing/cases/objects';
import { REFERENCE_CASES } from './testing/cases/references';
import { STRING_CASES } from './testing/cases/strings';
import { plainAjv } from './testing/ajv';

const ALL: Case[] = [
  NUMBER_CASES,
  STRING_CASES,
  OBJECT_CASES,
  CONTENT_MODEL_CASES,
  DEPENDENCY_CASES,
  ARRAY_CASES,
  COMBINED_CASES,
  CONDITION_CASES,
  REFERENCE_CASES,
  DRAFT_CASES,
].flat();

const namesOf = (result: CompareResult) =>
  result.differences
    .map(({ type }) => type)
    .filter((type) => type !== 'CONSTRAINTS_CHANGED')
    .join(' ');

function expectOutcome(result: CompareResult, accepting: Json, refusing: Json, sign: string | undefined): void {
  if (sign === '+') {
    expect(result).toMatchObject({ verdict: 'compatible', compatible: true });
    expect(result).not.toHaveProperty('witness');
    expect(result.differences.filter(({ breaking }) => breaking)).toEqual([]);
    return;
  }
  expect(result).toMatchObject({ verdict: 'breaking', compatible: false });
  expect(result.differences.some(({ breaking }) => breaking)).toBe(true);
  expect(plainAjv(accepting)(result.witness as Json)).toBe(true);
  expect(plainAjv(refusing)(result.witness as Json)).toBe(false);
}

describe('written cases', () => {
  test('when they are counted, then there are at least 250, each titled once', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(250);
    expect(new Set(ALL.map(([title]) => title)).size).toBe(ALL.length);
  });

  test.each(ALL)('%s, then the verdicts and names are as written', (_, old, now, outcome, names) => {
    const backward = compareSchemas(old, now, { mode: 'backward', check: 'ajv' });
    expect(namesOf(backward)).toBe(names);
    expectOutcome(backward, old, now, outcome[0]);
    expectOutcome(compareSchemas(old, now, { mode: 'forward', check: 'ajv' }), now, old, outcome[1]);
    const full = compareSchemas(old, now, { mode: 'full' });
    expect(full.compatible).toBe(outcome === '++');
    expect(compareSchemas(now, old, { mode: 'full' }).compatible).toBe(full.compatible);
  });

  test.each(ALL)('%s, then each side is compatible with itself', (_, old, now) => {
    for (const schema of [old, now]) {
      expect(compareSchemas(schema, schema, { mode: 'full' })).toMatchObject({ verdict: 'compatible', differences: [] });
    }
  });
});
