import { decideEligibility, type Standing } from './eligibility';

const reason = { code: 'CUSTOMER_BLOCKED', message: 'Orders of this customer are not taken.' };
const guest: Standing = { status: null, tier: null, emailBlocked: false };
const ada: Standing = { status: 'ACTIVE', tier: 'SILVER', emailBlocked: false };

test('when somebody is not on record, then it is a guest, who may buy', () => {
  expect(decideEligibility(guest)).toEqual({ eligible: true, known: false, tier: 'NONE' });
});

test('when somebody on record may buy, then with the tier', () => {
  expect(decideEligibility(ada)).toEqual({ eligible: true, known: true, tier: 'SILVER' });
});

test('when the id, the address or both are blocked, then the refusal reads the same', () => {
  for (const blocked of [{ status: 'BLOCKED' }, { emailBlocked: true }, { status: 'BLOCKED', emailBlocked: true }] as const) {
    expect(decideEligibility({ ...ada, ...blocked })).toEqual({ eligible: false, known: true, tier: 'SILVER', reason });
  }
  expect(decideEligibility({ ...guest, emailBlocked: true })).toEqual({ eligible: false, known: false, tier: 'NONE', reason });
});
