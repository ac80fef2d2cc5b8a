import { SchemaLoadError } from '../compare';
import { review, type Review } from './index';
import { createRepository, DOOR, door, type TestRepository } from './testing/repository';

// Each test runs several processes; on a busy machine that takes its time.
jest.setTimeout(30_000);

const breaking = door('1.1', { required: ['id', 'room'] });
const approval = (until = '2026-03-31') => ({ who: 'Ada', why: 'No event without a room was ever published.', until });

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.dispose());

function reviewed(day = '2026-03-14'): Review {
  return review({ root: repository.root, against: 'HEAD', now: new Date(`${day}T23:30:00Z`) });
}

/** Publishes nothing yet: a breaking minor in the working tree, and the fingerprint of its finding. */
function breakingChange(): string {
  repository.write(`${DOOR}/1.1.json`, breaking);
  return reviewed().contracts[0]?.findings[0]?.fingerprint ?? '';
}

test('when a finding is approved, then it is let through and says by whom', () => {
  const fingerprint = breakingChange();
  repository.write('approvals.json', { [fingerprint]: approval() });
  const result = reviewed();
  expect(result).toMatchObject({ exitCode: 0, verdict: 'accepted', approvals: [] });
  expect(result.contracts[0]?.findings[0]?.approval).toMatchObject({ who: 'Ada', until: '2026-03-31' });
});

test('when one of two findings is approved, then the other is refused still', () => {
  repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'], properties: { id: { type: 'string', minLength: 1 } } }));
  const [first] = reviewed().contracts[0]?.findings ?? [];
  repository.write('approvals.json', { [first?.fingerprint ?? '']: approval() });
  expect(reviewed()).toMatchObject({ exitCode: 1, verdict: 'refused' });
});

test('when it is the last day of an approval, then it holds; the day after, then it fails and the finding counts again', () => {
  const fingerprint = breakingChange();
  repository.write('approvals.json', { [fingerprint]: approval('2026-03-14') });
  expect(reviewed('2026-03-14').exitCode).toBe(0);
  const late = reviewed('2026-03-15');
  expect(late.exitCode).toBe(1);
  expect(late.approvals).toMatchObject([{ kind: 'expired', approval: { fingerprint }, place: { file: 'json-schema/approvals.json', line: 2 } }]);
  expect(late.contracts[0]?.verdict).toBe('refused');
});

test('when an approval approves nothing, then it fails the review by itself', () => {
  repository.write('approvals.json', { '0123456789abcdef': approval() });
  const result = reviewed();
  expect(result).toMatchObject({ exitCode: 1, contracts: [] });
  expect(result.approvals).toMatchObject([{ kind: 'unused', approval: { fingerprint: '0123456789abcdef' } }]);
});

test('when what was approved has been published, then the approval has served and does not fail until its day', () => {
  const fingerprint = breakingChange();
  repository.write('approvals.json', { [fingerprint]: approval() });
  repository.commit();
  expect(reviewed()).toMatchObject({ exitCode: 0, contracts: [], approvals: [] });
  expect(reviewed('2026-04-01').approvals).toMatchObject([{ kind: 'expired' }]);
});

test('when a change is approved and then changed further, then the approval does not cover what came on top', () => {
  const fingerprint = breakingChange();
  repository.write('approvals.json', { [fingerprint]: approval() });
  repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'], properties: { id: { type: 'string' }, room: { enum: ['hall'] } } }));
  const result = reviewed();
  expect(result.exitCode).toBe(1);
  expect(result.contracts[0]?.findings.map(({ type, approval: by }) => [type, by?.who])).toEqual([
    ['REQUIRED_ATTRIBUTE_ADDED', 'Ada'],
    ['ENUM_ARRAY_NARROWED', undefined],
  ]);
});

test.each<[string, string, number]>([
  ['is not JSON', '{\n  nonsense', 2],
  ['is a list', '[]', 1],
  ['names no fingerprint', JSON.stringify({ everything: approval() }, null, 2), 2],
  ['does not say who', JSON.stringify({ '0123456789abcdef': { ...approval(), who: ' ' } }, null, 2), 2],
  ['does not say why', JSON.stringify({ '0123456789abcdef': { who: 'Ada', until: '2026-03-31' } }, null, 2), 2],
  ['ends on no day', JSON.stringify({ '0123456789abcdef': approval('2026-02-30') }, null, 2), 5],
])('when the approvals file %s, then it is named with its line', (_when, text, line) => {
  repository.write('approvals.json', text);
  expect.assertions(2);
  try {
    reviewed();
  } catch (error) {
    expect(error).toBeInstanceOf(SchemaLoadError);
    expect(error).toMatchObject({ file: 'json-schema/approvals.json', line });
  }
});
