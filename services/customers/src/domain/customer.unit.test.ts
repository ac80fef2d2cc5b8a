import fc from 'fast-check';
import { decideCustomer, isCustomerId, type Customer, type CustomerTerms } from './customer';

const terms: CustomerTerms = { email: 'ada@example.com', name: 'Ada', status: 'ACTIVE', blockedReason: null, tier: 'NONE' };
const customer: Customer = { ...terms, id: 'customer-17', version: 3, updatedAt: new Date(0) };
const renamed = { ...terms, name: 'Ada Example' };

describe('a change of a customer', () => {
  test('when it is meant for the present version, then it makes the next one', () => {
    for (const expected of ['any', [3], [1, 3]] as const) {
      expect(decideCustomer(customer, renamed, expected)).toEqual({ type: 'set', version: 4, terms: renamed });
    }
    expect(decideCustomer(undefined, terms, 'none')).toEqual({ type: 'set', version: 1, terms });
  });

  test('when it is meant for another version, somebody new or nobody, then it is stale', () => {
    for (const expected of ['none', [2], []] as const) expect(decideCustomer(customer, renamed, expected).type).toBe('stale');
    for (const expected of ['any', [3]] as const) expect(decideCustomer(undefined, terms, expected).type).toBe('stale');
  });

  test('when nothing would change, then nothing does; each member alone is a change', () => {
    expect(decideCustomer(customer, terms, [3])).toEqual({ type: 'unchanged', customer });
    const changes: Partial<CustomerTerms>[] = [{ email: 'a@example.com' }, { name: 'B' }, { status: 'BLOCKED' }, { tier: 'GOLD' }];
    for (const change of changes) expect(decideCustomer(customer, { ...terms, ...change }, 'any').type).toBe('set');
    const blocked = { ...customer, status: 'BLOCKED', blockedReason: 'Fraud.' } as const;
    expect(decideCustomer(blocked, { ...blocked, blockedReason: 'Chargebacks.' }, 'any').type).toBe('set');
  });

  test('when orders are taken again, then the reason goes with the block', () => {
    const blocked = { ...customer, status: 'BLOCKED', blockedReason: 'Fraud.' } as const;
    const decision = decideCustomer(blocked, { ...terms, blockedReason: 'Fraud.' }, 'any');
    expect(decision).toMatchObject({ type: 'set', terms: { status: 'ACTIVE', blockedReason: null } });
  });

  test('when any change is taken, then the same change again is none', () => {
    const any: fc.Arbitrary<CustomerTerms> = fc.record({
      email: fc.emailAddress(),
      name: fc.string({ minLength: 1 }),
      status: fc.constantFrom('ACTIVE', 'BLOCKED'),
      blockedReason: fc.option(fc.string({ minLength: 1 })),
      tier: fc.constantFrom('NONE', 'BRONZE', 'SILVER', 'GOLD'),
    });
    fc.assert(
      fc.property(any, (wanted) => {
        const first = decideCustomer(customer, wanted, 'any');
        const after = first.type === 'set' ? { ...customer, ...first.terms, version: first.version } : customer;
        expect(after.blockedReason === null || after.status === 'BLOCKED').toBe(true);
        expect(decideCustomer(after, wanted, [after.version])).toEqual({ type: 'unchanged', customer: after });
      }),
    );
  });
});

test('when a text is no id, then it is known', () => {
  for (const id of ['customer-17', 'A', 'a:b.c_d', 'x'.repeat(64)]) expect(isCustomerId(id)).toBe(true);
  for (const id of ['', '-a', 'a b', 'a/b', 'x'.repeat(65), 'ä']) expect(isCustomerId(id)).toBe(false);
});
