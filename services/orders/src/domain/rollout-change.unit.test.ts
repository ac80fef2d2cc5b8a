import fc from 'fast-check';
import { at } from '../testing/sales';
import type { Rollout } from './rollout';
import { decideRollout, FIRST_SHARE, GREEN_DAYS, greenDays, workflowShare, type RolloutWish } from './rollout-change';

const now = at('2026-03-10T00:00:00.000Z');
const daysAgo = (days: number): Date => at(`2026-03-${String(10 - days).padStart(2, '0')}T00:00:00.000Z`);
const rollout = (changes: Partial<Rollout> = {}): Rollout => ({
  ...{ mode: 'choreography', canaryPercent: 0, heldBack: false, version: 3, changedAt: daysAgo(9), greenSince: undefined },
  ...changes,
});
const wish = (changes: Partial<RolloutWish> = {}): RolloutWish => ({
  mode: 'canary',
  canaryPercent: undefined,
  force: false,
  reason: undefined,
  ...changes,
});
const forced = { force: true, reason: 'Sale tomorrow.' };

describe('expanding the share', () => {
  test.each([1, FIRST_SHARE])('when nothing runs in the workflow yet, then a first share of %s percent needs nothing', (canaryPercent) => {
    const decision = decideRollout(rollout(), wish({ canaryPercent }), now);
    expect(decision).toMatchObject({ type: 'change', forced: false, rollout: { mode: 'canary', canaryPercent, version: 4, changedAt: now } });
  });

  test.each<[string, Partial<Rollout>, Partial<RolloutWish>]>([
    ['a first share of more than a tenth', {}, { canaryPercent: FIRST_SHARE + 1 }],
    ['everything at once', {}, { mode: 'orchestration' }],
    ['more than a first share, however little', { mode: 'canary', canaryPercent: 5, greenSince: daysAgo(6) }, { canaryPercent: 6 }],
    ['from half to all', { mode: 'canary', canaryPercent: 50, greenSince: daysAgo(6) }, { mode: 'orchestration' }],
    ['while the metrics are bad', { mode: 'canary', canaryPercent: 10 }, { canaryPercent: 50 }],
    ['after the guard stepped back', { mode: 'canary', heldBack: true }, { canaryPercent: 50 }],
  ])('when it is %s before seven green days, then it is refused, and forced only with a reason', (_name, before, wanted) => {
    expect(decideRollout(rollout(before), wish(wanted), now)).toEqual({ type: 'refuse', why: 'NOT_GREEN_LONG_ENOUGH' });
    expect(decideRollout(rollout(before), wish({ ...wanted, force: true }), now)).toEqual({ type: 'refuse', why: 'REASON_MISSING' });
    expect(decideRollout(rollout(before), wish({ ...wanted, ...forced }), now)).toMatchObject({ type: 'change', forced: true });
  });

  test('when the metrics have been green for seven days, then it needs no force, and force is not noted as used', () => {
    const green = rollout({ mode: 'canary', canaryPercent: 10, greenSince: daysAgo(GREEN_DAYS) });
    expect(decideRollout(green, wish({ canaryPercent: 50 }), now)).toMatchObject({ type: 'change', forced: false });
    expect(decideRollout(green, wish({ canaryPercent: 50, ...forced }), now)).toMatchObject({ type: 'change', forced: false });
  });
});

describe('other changes', () => {
  test.each<[string, Partial<RolloutWish>]>([
    ['less', { canaryPercent: 10 }],
    ['nothing', { mode: 'choreography' }],
    ['only dry runs', { mode: 'shadow' }],
  ])('when the share steps back to %s, then it is done at once', (_name, wanted) => {
    expect(decideRollout(rollout({ mode: 'canary', canaryPercent: 50 }), wish(wanted), now)).toMatchObject({ type: 'change', forced: false });
  });

  test('when nothing would change, then nothing is on record; unless the guard had stepped back, which the operator ends', () => {
    const canary = { mode: 'canary', canaryPercent: 0 } as const;
    expect(decideRollout(rollout(canary), wish({ canaryPercent: 0 }), now)).toEqual({ type: 'unchanged' });
    expect(decideRollout(rollout({ ...canary, heldBack: true }), wish({ canaryPercent: 0 }), now)).toMatchObject({ rollout: { heldBack: false } });
  });

  test('when no share is named, then it stays as it is', () => {
    const decision = decideRollout(rollout({ canaryPercent: 7 }), wish(), now);
    expect(decision).toMatchObject({ rollout: { mode: 'canary', canaryPercent: 7 } });
  });
});

describe('since when the metrics are green', () => {
  test.each<[string, Partial<Rollout>, Partial<RolloutWish>, Date | undefined]>([
    ['the workflow gets its first orders', {}, { canaryPercent: 5 }, now],
    ['the share is expanded', { mode: 'canary', canaryPercent: 10, greenSince: daysAgo(8) }, { canaryPercent: 50 }, daysAgo(8)],
    ['the share steps back, but not to nothing', { mode: 'canary', canaryPercent: 50, greenSince: daysAgo(2) }, { canaryPercent: 5 }, daysAgo(2)],
    ['it was bad before', { mode: 'canary', canaryPercent: 50 }, { canaryPercent: 5 }, undefined],
    ['nothing runs in the workflow any more', { mode: 'canary', canaryPercent: 10, greenSince: daysAgo(8) }, { mode: 'shadow' }, undefined],
  ])('when %s, then it is counted from the right moment', (_name, before, wanted, greenSince) => {
    expect(decideRollout(rollout(before), wish(wanted), now)).toMatchObject({ type: 'change', rollout: { greenSince } });
  });

  test('when days are counted, then parts count too, and nothing is green before its time', () => {
    expect(greenDays({ greenSince: at('2026-03-08T12:00:00.000Z') }, now)).toBe(1.5);
    expect([greenDays({ greenSince: undefined }, now), greenDays({ greenSince: at('2026-03-11T00:00:00.000Z') }, now)]).toEqual([0, 0]);
  });
});

test('when anybody changes anything, then the share never grows without a first share, seven green days or a force on record', () => {
  const mode = fc.constantFrom('choreography', 'shadow', 'canary', 'orchestration');
  const percent = fc.integer({ min: 0, max: 100 });
  const state = fc.record({
    mode,
    canaryPercent: percent,
    heldBack: fc.boolean(),
    greenFor: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  });
  const asked = fc.record({
    mode,
    canaryPercent: fc.option(percent, { nil: undefined }),
    force: fc.boolean(),
    reason: fc.option(fc.constant('So.'), { nil: undefined }),
  });
  fc.assert(
    fc.property(state, asked, ({ greenFor, ...before }, wanted) => {
      const from = rollout({ ...(before as Rollout), greenSince: greenFor === undefined ? undefined : daysAgo(greenFor) });
      const decision = decideRollout(from, wanted, now);
      if (decision.type !== 'change') return;
      const [less, more] = [workflowShare(from), workflowShare(decision.rollout)];
      const may = more <= less || (less === 0 && more <= FIRST_SHARE) || (greenFor ?? 0) >= GREEN_DAYS;
      expect(decision.forced).toBe(!may);
      if (decision.forced) expect(wanted.reason).toBeDefined();
      expect(decision.rollout).toMatchObject({ version: from.version + 1, heldBack: false, changedAt: now });
      expect(decision.rollout.greenSince === undefined).toBe(more === 0 || (less > 0 && from.greenSince === undefined));
    }),
  );
});
