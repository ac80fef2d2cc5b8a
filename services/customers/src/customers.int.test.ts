import { randomUUID } from 'node:crypto';
import { startCustomers, type CustomersUnderTest } from './testing/customers-under-test';

const NEW = { 'if-none-match': '*' };
const ANY = { 'if-match': '*' };

let customers: CustomersUnderTest;
beforeAll(async () => {
  customers = await startCustomers();
});
afterAll(() => customers.close());

const newId = () => `customer-${randomUUID()}`;
const termsOf = (changes: object = {}) => ({ email: `${randomUUID()}@example.com`, name: 'Ada Example', status: 'ACTIVE', ...changes });
async function kept(changes: object = {}) {
  const [id, terms] = [newId(), termsOf(changes)];
  await customers.put(id, terms, NEW);
  return { id, terms };
}

describe('a customer', () => {
  test('when put on record, then shown with its version as ETag; absent members have their defaults', async () => {
    const [id, terms] = [newId(), termsOf()];
    const made = await customers.put(id, terms, NEW);
    expect([made.status, made.headers['etag']]).toEqual([201, '"1"']);
    expect(made.body).toEqual({ id, ...terms, tier: 'NONE', version: 1, updatedAt: customers.clock.now().toISOString() });
    const shown = await customers.get(`/customers/${id}`);
    expect([shown.status, shown.headers['etag'], shown.body]).toEqual([200, '"1"', made.body]);
  });

  test('when changed, then all of it is replaced; the same again changes nothing', async () => {
    const { id, terms } = await kept({ tier: 'GOLD' });
    customers.clock.advance(1_000);
    const blocked = { ...terms, status: 'BLOCKED', blockedReason: 'Three charges were taken back.' };
    const changed = await customers.put(id, blocked, { 'if-match': '"1"' });
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    expect(changed.body).toEqual({ id, ...blocked, version: 2, updatedAt: customers.clock.now().toISOString() });
    customers.clock.advance(1_000);
    const again = await customers.put(id, blocked, { 'if-match': '"2"' });
    expect([again.status, again.headers['etag'], again.body]).toEqual([200, '"2"', changed.body]);
    const { tier, ...untiered } = terms as { tier?: string };
    expect((await customers.put(id, untiered, ANY)).body).toMatchObject({ status: 'ACTIVE', tier: 'NONE', version: 3 });
    expect((await customers.get(`/customers/${id}`)).body).not.toHaveProperty('blockedReason');
  });

  test('when two operators change one version at once, then one of them wins; so with somebody new', async () => {
    const { id, terms } = await kept();
    const race = (target: string, headers: Record<string, string>) =>
      Promise.all(
        Array.from({ length: 8 }, (_one, n) => (n % 2 === 0 ? customers : customers.other).put(target, { ...terms, name: `Ada ${n}` }, headers)),
      );
    expect((await race(id, { 'if-match': '"1"' })).map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
    expect((await race(newId(), NEW)).map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(412)]);
    expect((await customers.get(`/customers/${id}`)).body.version).toBe(2);
  });

  test('when two changes meet at the row, then the second one sees the first: stale, unless it was meant for any version', async () => {
    const { id, terms } = await kept();
    const both = (headers: Record<string, string>) =>
      customers.meet(id, 2, () => Promise.all(['Ada', 'Eva'].map((name) => customers.put(id, { ...terms, name }, headers))));
    expect((await both({ 'if-match': '"1"' })).map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await both(ANY)).map(({ status }) => status)).toEqual([200, 200]);
  });

  test.each<[string, object, Record<string, string>, number]>([
    ['no version is named', {}, {}, 428],
    ['it is on record already', {}, NEW, 412],
    ['the version is another', {}, { 'if-match': '"99"' }, 412],
    ['the header cannot be read', {}, { 'if-match': '1' }, 400],
    ['the body breaks its contract', { tier: 'PLATINUM' }, ANY, 400],
    ['it is not the operator', {}, { ...ANY, authorization: 'Bearer x' }, 401],
  ])('when %s, then the change is refused', async (_when, changes, headers, status) => {
    const { id } = await kept();
    const before = (await customers.get(`/customers/${id}`)).body;
    expect((await customers.put(id, termsOf(changes), headers)).status).toBe(status);
    expect((await customers.get(`/customers/${id}`)).body).toEqual(before);
  });

  test('when nobody has the id, or nobody can, then 404; it cannot be put either', async () => {
    for (const id of [newId(), '%00', 'a%20b']) expect((await customers.get(`/customers/${id}`)).status).toBe(404);
    expect((await customers.put('a%20b', termsOf(), NEW)).body).toMatchObject({ status: 422, code: 'INVALID_CUSTOMER_ID' });
    expect((await customers.put(newId(), termsOf(), ANY)).status).toBe(412);
  });

  test('when it is not the operator, then personal data is not shown', async () => {
    const { id } = await kept();
    for (const path of [`/customers/${id}`, '/customers']) expect((await customers.send('get', path)).status).toBe(401);
  });
});

describe('the list', () => {
  test('when it is paged through, then each customer comes once and in order', async () => {
    for (const letter of ['A', 'B', 'C', 'D', 'E']) await customers.put(`0list-${letter}`, termsOf(), NEW);
    const seen: string[] = [];
    let after: string | null = '0';
    while (after !== null && seen.length < 5) {
      const { body } = (await customers.get(`/customers?limit=2&after=${after}`)) as { body: { items: { id: string }[]; next: string | null } };
      seen.push(...body.items.map(({ id }) => id));
      after = body.next;
    }
    expect(seen.slice(0, 5)).toEqual(['A', 'B', 'C', 'D', 'E'].map((letter) => `0list-${letter}`));
    const all = await customers.get('/customers?limit=500');
    expect([all.body.next, all.body.items.length >= 5]).toEqual([null, true]);
  });

  test('when the page is none, then each bad parameter is named', async () => {
    const { status, body } = await customers.get('/customers?limit=501&after=%20');
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([400, ['/query/limit', '/query/after']]);
  });
});

describe('eligibility', () => {
  const reason = { code: 'CUSTOMER_BLOCKED', message: 'Orders of this customer are not taken.' };

  test('when somebody is a guest or on record, then they may buy, with their tier', async () => {
    const { id, terms } = await kept({ tier: 'GOLD' });
    expect((await customers.eligibility(newId(), 'guest@example.com')).body).toEqual({ eligible: true, known: false, tier: 'NONE' });
    const { status, body } = await customers.eligibility(id, terms.email);
    expect([status, body]).toEqual([200, { eligible: true, known: true, tier: 'GOLD' }]);
  });

  test('when the id is blocked, whatever the address, or the address under another id, in capitals too, then no orders are taken', async () => {
    const { id, terms } = await kept({ status: 'BLOCKED', blockedReason: 'Three charges were taken back.' });
    const known = await kept({ tier: 'SILVER' });
    expect((await customers.eligibility(id, 'fresh@example.com')).body).toEqual({ eligible: false, known: true, tier: 'NONE', reason });
    const guest = await customers.eligibility(newId(), terms.email.toUpperCase());
    expect(guest.body).toEqual({ eligible: false, known: false, tier: 'NONE', reason });
    const elsewhere = await customers.eligibility(known.id, terms.email);
    expect(elsewhere.body).toEqual({ eligible: false, known: true, tier: 'SILVER', reason });
  });

  test('when the block ends, then orders are taken again', async () => {
    const { id, terms } = await kept({ status: 'BLOCKED' });
    await customers.put(id, { ...terms, status: 'ACTIVE' }, ANY);
    for (const who of [id, newId()]) expect((await customers.eligibility(who, terms.email)).body.eligible).toBe(true);
  });

  test('when an address only resembles a pattern of a blocked one, then it is not blocked', async () => {
    await kept({ email: 'blocked_one@example.com', status: 'BLOCKED' });
    for (const email of ['blockedXone@example.com', 'one@example.com']) {
      expect((await customers.eligibility(newId(), email)).body.eligible).toBe(true);
    }
  });

  test('when it is asked, then nothing is written; without an address it is refused', async () => {
    const before = await customers.rows('select * from customers order by id');
    await customers.eligibility(newId(), 'guest@example.com');
    expect(await customers.rows('select * from customers order by id')).toEqual(before);
    expect((await customers.send('post', '/eligibility', { customer: { id: 'customer-17' } })).status).toBe(400);
  });

  test('when its switch declines, then all are refused; when it fails, then 503; it is the only one', async () => {
    customers.faults.effects.set('eligibility', 'decline');
    expect((await customers.eligibility(newId(), 'guest@example.com')).body).toEqual({ eligible: false, known: false, tier: 'NONE', reason });
    customers.faults.effects.set('eligibility', 'fail');
    expect((await customers.eligibility(newId(), 'guest@example.com')).body).toMatchObject({ status: 503, code: 'FAULT_INJECTED' });
    customers.faults.effects.clear();
    expect((await customers.get('/admin/faults')).body.operations).toEqual(['eligibility']);
  });
});

test('when the seed is written twice, then one customer is blocked and what was changed since stays', async () => {
  await customers.seed();
  const { body } = await customers.get('/customers/customer-17');
  await customers.put('customer-17', { email: body.email, name: 'Ada King', status: 'ACTIVE' }, { 'if-match': '"1"' });
  await customers.seed();
  expect((await customers.get('/customers/customer-17')).body.name).toBe('Ada King');
  expect((await customers.eligibility('anybody', 'blocked@example.com')).body.eligible).toBe(false);
  expect((await customers.eligibility('customer-18', 'grace@example.com')).body).toEqual({ eligible: true, known: true, tier: 'GOLD' });
});
