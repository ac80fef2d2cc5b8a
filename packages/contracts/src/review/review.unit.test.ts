import type { Json, JsonObject } from '../compare';
import { review, ReviewError, type ContractReview, type Review } from './index';
import { createRepository, DOOR, door, entry, type TestRepository } from './testing/repository';

// Each test runs several processes; on a busy machine that takes its time.
jest.setTimeout(30_000);

const ID: JsonObject = { type: 'string' };
const ROOM: JsonObject = { enum: ['hall', 'attic'] };
const topology = () => ({ producers: new Map([[DOOR, ['shop']]]), consumers: new Map([[DOOR, ['alarm', 'audit']]]) });

let repository: TestRepository;
afterEach(() => repository.dispose());

function reviewed(against = 'HEAD'): Review {
  return review({ root: repository.root, against, topology, now: new Date('2026-03-14T09:00:00Z') });
}

function only({ contracts }: Review): ContractReview {
  expect(contracts).toHaveLength(1);
  return contracts[0]!;
}

const types = ({ findings }: ContractReview) => findings.map(({ type, pointer, level }) => [type, pointer, level]);

describe('versions', () => {
  beforeEach(() => {
    repository = createRepository();
  });

  test('when nothing differs, then nothing is reviewed, whatever the layout of a file', () => {
    repository.write(`${DOOR}/1.0.json`, JSON.stringify(door('1.0')));
    expect(reviewed()).toMatchObject({ exitCode: 0, verdict: 'ok', contracts: [] });
  });

  test('when a minor adds an optional property leniently, then it is let through and needs the next minor', () => {
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: ID, room: ROOM, by: { type: 'string' } } }));
    const result = reviewed();
    expect(result.exitCode).toBe(0);
    expect(only(result)).toMatchObject({ verdict: 'ok', needed: { level: 'minor', version: '1.1' }, findings: [] });
    expect(only(result).affected).toEqual({ topics: [DOOR], producers: ['shop'], consumers: ['alarm', 'audit'] });
  });

  test('when a minor breaks, then it is refused with the event that breaks, its place and the major it needs', () => {
    repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'] }));
    const result = reviewed();
    expect(result.exitCode).toBe(1);
    const one = only(result);
    expect(one.needed).toEqual({ level: 'major', version: '2.0' });
    expect(types(one)).toEqual([['REQUIRED_ATTRIBUTE_ADDED', '/required/1', 'error']]);
    expect(one.findings[0]?.place).toMatchObject({ file: `json-schema/${DOOR}/1.1.json`, line: 8, column: 5 });
    expect(one.comparisons[0]?.result.witness).toEqual({ id: '' });
    expect(one.comparisons[0]?.refusal).toBe("the event must have required property 'room'");
  });

  test('when the same change comes as the next major, then it is let through', () => {
    repository.write(`${DOOR}/2.0.json`, door('2.0', { required: ['id', 'room'] }));
    const result = reviewed();
    expect(result.exitCode).toBe(0);
    expect(only(result)).toMatchObject({ needed: { level: 'major', version: '2.0' }, findings: [] });
  });

  test('when a major breaks nothing, then it is let through with a warning', () => {
    repository.write(`${DOOR}/2.0.json`, door('2.0', { properties: { id: ID, room: ROOM, by: { type: 'string' } } }));
    const result = reviewed();
    expect(result.exitCode).toBe(0);
    expect(only(result).needed).toEqual({ level: 'minor', version: '1.1' });
    expect(types(only(result))).toEqual([['MAJOR_NOT_NEEDED', '', 'warning']]);
  });

  test.each([
    ['1.2', 'VERSION_SKIPPED', 'it must be 1.1 or 2.0'],
    ['3.0', 'VERSION_SKIPPED', 'it must be 1.1 or 2.0'],
    ['2.1', 'VERSION_SKIPPED', 'it must be 1.1 or 2.0'],
    ['0.9', 'VERSION_SKIPPED', 'it must be 1.1 or 2.0'],
  ])('when the next version is %s, then the number is refused', (version, type, message) => {
    repository.write(`${DOOR}/${version}.json`, door(version));
    const result = reviewed();
    expect(result.exitCode).toBe(1);
    expect(only(result).findings[0]).toMatchObject({ type, level: 'error', versions: version });
    expect(only(result).findings[0]?.message).toContain(message);
  });

  test('when a new topic does not begin with 1.0, then the number is refused', () => {
    repository.write('catalog.json', { [DOOR]: entry(), 'shop.door.closed': entry() });
    repository.write('shop.door.closed/1.1.json', door('1.1', {}, 'shop.door.closed'));
    expect(types(only(reviewed()))).toEqual([['VERSION_SKIPPED', '', 'error']]);
  });

  test('when a number left out long ago is filled in, then it is out of order', () => {
    repository.write(`${DOOR}/1.2.json`, door('1.2'));
    repository.commit();
    repository.write(`${DOOR}/1.1.json`, door('1.1'));
    expect(types(only(reviewed()))).toEqual([['VERSION_OUT_OF_ORDER', '', 'error']]);
  });

  test('when two new minors come at once, then the second is held against the first', () => {
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: ID, room: ROOM, by: { type: 'string' } } }));
    repository.write(`${DOOR}/1.2.json`, door('1.2', { properties: { id: ID, room: ROOM, by: { type: 'integer' } } }));
    const one = only(reviewed());
    expect(one.comparisons.map(({ old, new: now, result }) => [old, now, result.compatible])).toEqual([
      ['1.0', '1.1', true],
      ['1.0', '1.2', true],
      ['1.1', '1.2', false],
    ]);
    expect(one.verdict).toBe('refused');
  });
});

describe('what was published', () => {
  beforeEach(() => {
    repository = createRepository();
  });

  test('when a published file is edited in words only, then it is refused and the change needs a minor', () => {
    repository.write(`${DOOR}/1.0.json`, door('1.0', { more: { description: 'Somebody came in.' } }));
    const one = only(reviewed());
    expect(types(one)).toEqual([['PUBLISHED_FILE_EDITED', '', 'error']]);
    expect(one.needed).toEqual({ level: 'minor', version: '1.1' });
  });

  test('when a published file is edited and breaks, then the break is shown as well and the change needs a major', () => {
    repository.write(`${DOOR}/1.0.json`, door('1.0', { properties: { id: ID, room: { enum: ['hall'] } } }));
    const one = only(reviewed());
    expect(types(one)).toEqual([
      ['PUBLISHED_FILE_EDITED', '', 'error'],
      ['ENUM_ARRAY_NARROWED', '/properties/room/enum', 'error'],
    ]);
    expect(one.needed).toEqual({ level: 'major', version: '2.0' });
    expect(one.comparisons[0]?.result.witness).toEqual({ id: '', room: 'attic' });
  });

  test('when a version is deleted, then that is a finding', () => {
    repository.write(`${DOOR}/1.1.json`, door('1.1'));
    repository.commit();
    repository.remove(`${DOOR}/1.0.json`);
    expect(types(only(reviewed()))).toEqual([['VERSION_DELETED', '', 'error']]);
  });

  test('when a topic is deleted, then that is a finding that names its consumers', () => {
    repository.remove(DOOR);
    const one = only(reviewed());
    expect(types(one)).toEqual([['CONTRACT_DELETED', '', 'error']]);
    expect(one.findings[0]?.message).toBe('shop.door.opened is gone, and alarm, audit consume it');
  });

  test('when a topic is renamed, then the finding says what it became', () => {
    repository.remove(DOOR);
    repository.write('catalog.json', { 'shop.gate.opened': entry() });
    repository.write('shop.gate.opened/1.0.json', door('1.0', {}, 'shop.gate.opened'));
    const [gone, come] = reviewed().contracts;
    expect(gone).toMatchObject({ name: DOOR, changes: { renamedTo: 'shop.gate.opened' }, verdict: 'refused' });
    expect(gone?.findings.map(({ type }) => type)).toEqual(['CONTRACT_RENAMED']);
    expect(come).toMatchObject({ name: 'shop.gate.opened', verdict: 'ok', needed: { level: 'first', version: '1.0' } });
  });

  test('when a shared model is edited, then the topics that use it, and who is behind them, are named', () => {
    const price = (currency: Json) => ({ $id: 'https://schemas.example.test/model/price/1.0', type: 'object', properties: { currency } });
    repository.write('model/price/1.0.json', price({ type: 'string' }));
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: ID, room: ROOM, toll: { $ref: '../model/price/1.0' } } }));
    repository.commit();
    repository.write('model/price/1.0.json', price({ type: 'integer' }));
    const one = only(reviewed());
    expect(one).toMatchObject({ name: 'model/price', kind: 'model', verdict: 'refused' });
    expect(one.affected).toEqual({ topics: [DOOR], producers: ['shop'], consumers: ['alarm', 'audit'] });
  });

  test('when a minor takes a newer shared model that breaks, then the finding stands in the file of the model', () => {
    const price = (version: string, currency: Json) => ({
      $id: `https://schemas.example.test/model/price/${version}`,
      type: 'object',
      properties: { currency },
    });
    repository.write('model/price/1.0.json', price('1.0', { type: 'string' }));
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: ID, room: ROOM, toll: { $ref: '../model/price/1.0' } } }));
    repository.commit();
    repository.write('model/price/2.0.json', price('2.0', { type: 'integer' }));
    repository.write(`${DOOR}/1.2.json`, door('1.2', { properties: { id: ID, room: ROOM, toll: { $ref: '../model/price/2.0' } } }));
    const topic = reviewed().contracts.find(({ name }) => name === DOOR);
    expect(topic?.verdict).toBe('refused');
    expect(topic?.findings.map(({ type, place }) => [type, place.file, place.line])).toEqual([
      ['TYPE_CHANGED', 'json-schema/model/price/2.0.json', 6],
    ]);
  });

  test('when a contract without versions is edited, then it has to accept what it accepted', () => {
    repository.write('http/shop/open.json', { type: 'object', properties: { id: ID } });
    repository.commit();
    repository.write('http/shop/open.json', { type: 'object', properties: { id: ID }, required: ['id'] });
    expect(only(reviewed())).toMatchObject({ name: 'http/shop/open', verdict: 'refused', rules: { compatibility: 'BACKWARD' } });
    repository.write('http/shop/open.json', { type: 'object', properties: { id: { type: ['string', 'integer'] } } });
    expect(only(reviewed())).toMatchObject({ verdict: 'ok', findings: [] });
  });
});

describe('modes', () => {
  const narrowed = door('1.2', { properties: { id: ID, room: { enum: ['hall'] } } });
  const widened = door('1.2', { properties: { id: ID, room: { enum: ['hall', 'attic', 'cellar'] } } });
  const onceNarrow = door('1.1', { properties: { id: ID, room: { enum: ['hall'] } } });

  // 1.0 allows two rooms, 1.1 one of them: 1.2 is held against the last or against both.
  test.each<[string, JsonObject, readonly string[]]>([
    ['BACKWARD', narrowed, []],
    ['BACKWARD', widened, []],
    ['BACKWARD_TRANSITIVE', narrowed, ['1.0']],
    ['BACKWARD_TRANSITIVE', widened, []],
    ['FORWARD', narrowed, []],
    ['FORWARD', widened, ['1.1']],
    ['FORWARD_TRANSITIVE', narrowed, []],
    ['FORWARD_TRANSITIVE', widened, ['1.0', '1.1']],
    ['FULL', narrowed, []],
    ['FULL', widened, ['1.1']],
    ['FULL_TRANSITIVE', narrowed, ['1.0']],
    ['FULL_TRANSITIVE', widened, ['1.0', '1.1']],
    ['NONE', narrowed, []],
    ['NONE', widened, []],
  ])('when the mode is %s, then a version is held against what that mode says (%#)', (compatibility, next, broken) => {
    repository = createRepository(entry({ compatibility, policy: 'strict' }));
    repository.write(`${DOOR}/1.1.json`, onceNarrow);
    repository.commit();
    repository.write(`${DOOR}/1.2.json`, next);
    const result = reviewed();
    expect(
      only(result)
        .comparisons.filter(({ result: { compatible } }) => !compatible)
        .map(({ old }) => old),
    ).toEqual(broken);
    expect(result.exitCode).toBe(broken.length > 0 ? 1 : 0);
  });

  test('when the policy is strict, then an optional property added to an open object breaks; the policy alone decides', () => {
    repository = createRepository(entry({ policy: 'strict' }));
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: ID, room: ROOM, by: { type: 'string' } } }));
    expect(types(only(reviewed()))).toEqual([['OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL', '/properties/by', 'error']]);
  });

  test('when the catalog does not know the topic, then it is held to the strictest and that is said', () => {
    repository = createRepository();
    repository.write('catalog.json', {});
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: ID, room: ROOM, by: { type: 'string' } } }));
    expect(only(reviewed()).rules).toMatchObject({ compatibility: 'FULL_TRANSITIVE', policy: 'strict' });
    expect(only(reviewed()).findings.map(({ type }) => type)).toContain('NOT_IN_CATALOG');
  });

  test.each<[string, JsonObject, string, number]>([
    ['a mode promises less', { compatibility: 'BACKWARD' }, 'COMPATIBILITY_WEAKENED', 1],
    ['a mode is unheard of', { compatibility: 'SIDEWARD' }, 'CATALOG_ENTRY_WRONG', 1],
    ['a key moves', { key: '/room' }, 'KEY_CHANGED', 1],
    ['an owner changes', { owner: 'porter' }, 'OWNER_CHANGED', 0],
    ['a retention shrinks', { retentionDays: 3 }, 'RETENTION_SHORTENED', 0],
  ])('when %s in the catalog, then it is reviewed like a schema', (_when, change, type, exitCode) => {
    repository = createRepository();
    repository.write('catalog.json', { [DOOR]: entry(change) });
    repository.write(`${DOOR}/1.1.json`, door('1.1'));
    const result = reviewed();
    expect(only(result).findings.map((one) => one.type)).toEqual([type]);
    expect(only(result).findings[0]?.place.line).toBeGreaterThan(1);
    expect(result.exitCode).toBe(exitCode);
  });
});

test('when a policy becomes lenient, then that is a warning', () => {
  repository = createRepository(entry({ policy: 'strict' }));
  repository.write('catalog.json', { [DOOR]: entry() });
  expect(types(only(reviewed()))).toEqual([['POLICY_LOOSENED', `/${DOOR}/policy`, 'warning']]);
});

describe('what cannot be reviewed', () => {
  beforeEach(() => {
    repository = createRepository();
  });

  test.each<[string, Json, number, number, RegExp]>([
    ['is not JSON', '{\n  "type": \n}', 3, 1, /not JSON/],
    ['is no schema', { type: 'strin' }, 2, 3, /not a schema/],
    ['refers to something remote', { $ref: 'https://example.test/x' }, 2, 3, /remote/],
    ['is of an unknown draft', { $schema: 'https://example.test/draft' }, 2, 3, /unknown draft/],
    ['refers to itself', { $ref: '#' }, 1, 1, /without descending/],
    ['is too large', `{"description": "${'x'.repeat(2_000_000)}"}`, 1, 1, /at most/],
  ])('when a new version %s, then the exit code is 2 and the finding has its place', (_when, content, line, column, message) => {
    repository.write(`${DOOR}/1.1.json`, content);
    const result = reviewed();
    expect(result).toMatchObject({ exitCode: 2, verdict: 'undecided' });
    const fault = only(result).findings.find(({ type }) => type === 'NOT_LOADABLE');
    expect(fault?.place).toMatchObject({ file: `json-schema/${DOOR}/1.1.json`, line, column });
    expect(fault?.message).toMatch(message);
  });

  test('when no rule decides, then the exit code is 2 until somebody answers for it', () => {
    repository.write('catalog.json', { [DOOR]: entry({ compatibility: 'BACKWARD' }) });
    repository.write(`${DOOR}/1.0.json`, door('1.0', { properties: { id: { type: 'string', pattern: '^(a+)b\\1$' } } }));
    repository.commit();
    repository.write(`${DOOR}/1.1.json`, door('1.1', { properties: { id: { type: 'string', pattern: '^(a+)ba*\\1$' } } }));
    const result = reviewed();
    expect(result).toMatchObject({ exitCode: 2, verdict: 'undecided' });
    const [found] = only(result).findings;
    expect(found).toMatchObject({ type: 'PATTERN_CHANGED', undecided: true });
    repository.write('approvals.json', { [found!.fingerprint]: { who: 'Ada', why: 'Read by hand.', until: '2026-12-31' } });
    expect(reviewed()).toMatchObject({ exitCode: 0, verdict: 'accepted' });
  });

  test.each(['nowhere', '--all', '-x'])('when the revision is %s, then the review is refused', (against) => {
    expect(() => reviewed(against)).toThrow(ReviewError);
  });

  test('when the catalog is not JSON, then it is named with line and column', () => {
    repository.write('catalog.json', '{\n  nonsense');
    expect(() => reviewed()).toThrow(expect.objectContaining({ name: 'SchemaLoadError', file: 'json-schema/catalog.json', line: 2, column: 3 }));
  });

  test('when a branch has left main, then by default it is compared with where it left', () => {
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'] }));
    repository.commit();
    expect(review({ root: repository.root })).toMatchObject({ exitCode: 1, against: { name: 'main' } });
  });

  test('when the folder holds no versions of git yet, then everything is new', () => {
    repository.write('other/thing.json', { type: 'object' });
    expect(review({ root: repository.root, schemas: './json-schema/', against: 'HEAD' }).contracts.map(({ name }) => name)).toEqual(['other/thing']);
  });
});

describe('fingerprints', () => {
  beforeEach(() => {
    repository = createRepository();
  });

  test('when wording and order change but not the finding, then its fingerprint stays', () => {
    repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'] }));
    const [first] = only(reviewed()).findings;
    repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['room', 'id'], more: { title: 'Somebody came in', examples: [] } }));
    const [second] = only(reviewed()).findings;
    expect(second?.fingerprint).toBe(first?.fingerprint);
    expect(first?.fingerprint).toBe('c05e0c0ec8b75a56');
  });
});
