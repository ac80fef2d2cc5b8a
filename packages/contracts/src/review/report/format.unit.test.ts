import { FORMATS } from '../../compare';
import { formatReview, review, type Review } from '../index';
import { createRepository, DOOR, door, type TestRepository } from '../testing/repository';

let repository: TestRepository;
let refused: Review;

beforeAll(() => {
  repository = createRepository();
  repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'] }));
  const topology = () => ({ producers: new Map([[DOOR, ['shop']]]), consumers: new Map([[DOOR, ['alarm']]]) });
  refused = { ...review({ root: repository.root, against: 'HEAD', topology }), against: { name: 'main', commit: '0123456789abcdef' } };
});
afterAll(() => repository.dispose());

test('when a minor breaks, then the terminal shows what, where, whom and what to do', () => {
  expect(formatReview(refused, 'text')).toBe(
    [
      '1 contract changed, 1 refused.',
      'Against main (0123456).',
      '',
      'REFUSED  shop.door.opened  1.1 added',
      '  1.1 breaks 1.0; the change needs 2.0.',
      '  rules     FULL_TRANSITIVE, lenient; the change needs 2.0 (major)',
      '  affected  shop → alarm',
      '  x REQUIRED_ATTRIBUTE_ADDED  1.0 -> 1.1  /required/1',
      '      "room": a property became required: what the old schema accepts, the new one can refuse',
      '      json-schema/shop.door.opened/1.1.json:8:5  fingerprint c05e0c0ec8b75a56',
      '',
      "  valid under 1.0, refused by 1.1: the event must have required property 'room'",
      '    {',
      '      "id": ""',
      '    }',
      '  Once alarm reads by 1.1, events of 1.0 that are still in a stream, a retry or an archive are refused.',
      '',
      '  > Make it compatible: what is new has to be optional, what was accepted has to stay so.',
      '  > Or publish it as 2.0, beside what is there, until the last consumer has moved.',
      '',
    ].join('\n'),
  );
});

test('when a minor breaks, then the comment has a table, the event that breaks, who is affected and what to do', () => {
  expect(formatReview(refused, 'markdown')).toBe(
    [
      '<!-- contract-review -->',
      '## Contract review',
      '',
      '❌ **1 contract changed, 1 refused.** Against `main (0123456)`.',
      '',
      '| | Contract | Change | Needs | Mode | Publishes → consumes |',
      '|---|---|---|---|---|---|',
      '| ❌ | `shop.door.opened` | 1.1 added | major `2.0` | FULL_TRANSITIVE, lenient | shop → alarm |',
      '',
      '### ❌ `shop.door.opened`',
      '',
      '1.1 breaks 1.0; the change needs 2.0.',
      '',
      '| | Finding | Where | What it means | Fingerprint |',
      '|---|---|---|---|---|',
      '| ❌ | `REQUIRED_ATTRIBUTE_ADDED`<br>1.0 -&gt; 1.1 | `/required/1`<br>`json-schema/shop.door.opened/1.1.json:8` | "room": a property became required: what the old schema accepts, the new one can refuse | `c05e0c0ec8b75a56` |',
      '',
      '<details>',
      "<summary>An event that breaks, valid under 1.0, refused by 1.1: the event must have required property 'room'</summary>",
      '',
      '```json',
      '{',
      '  "id": ""',
      '}',
      '```',
      '',
      '</details>',
      '',
      '**Who is affected**',
      '',
      '- Once alarm reads by 1.1, events of 1.0 that are still in a stream, a retry or an archive are refused.',
      '',
      '**What to do**',
      '',
      '1. Make it compatible: what is new has to be optional, what was accepted has to stay so.',
      '2. Or publish it as 2.0, beside what is there, until the last consumer has moved.',
      '',
      '<details>',
      '<summary>Or answer for it in json-schema/approvals.json</summary>',
      '',
      '```json',
      '{',
      '  "c05e0c0ec8b75a56": {',
      '    "who": "",',
      '    "why": "",',
      '    "until": "YYYY-MM-DD"',
      '  }',
      '}',
      '```',
      '',
      '</details>',
      '',
    ].join('\n'),
  );
});

test('when a minor breaks, then its line is annotated and the verdict ends the list', () => {
  expect(formatReview(refused, 'github')).toBe(
    [
      `::error file=json-schema/shop.door.opened/1.1.json,line=8,col=5,title=REQUIRED_ATTRIBUTE_ADDED::/required/1: "room": a property became required: what the old schema accepts, the new one can refuse%0Ashop.door.opened: 1.1 breaks 1.0; the change needs 2.0.%0AAn event that breaks, valid under 1.0, refused by 1.1: the event must have required property 'room': {"id":""}%0AFingerprint c05e0c0ec8b75a56`,
      '::error title=Contract review::1 contract changed, 1 refused. Against main (0123456).',
      '',
    ].join('\n'),
  );
});

test('when a minor breaks, then the JUnit report has a failure with the event', () => {
  expect(formatReview(refused, 'junit')).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="contract review">',
      '  <testsuite name="shop.door.opened" tests="1" failures="1">',
      '    <testcase classname="shop.door.opened" name="REQUIRED_ATTRIBUTE_ADDED 1.0 -&gt; 1.1 /required/1">',
      '      <failure type="REQUIRED_ATTRIBUTE_ADDED" message="&quot;room&quot;: a property became required: what the old schema accepts, the new one can refuse (c05e0c0ec8b75a56)">&quot;room&quot;: a property became required: what the old schema accepts, the new one can refuse (c05e0c0ec8b75a56)',
      'An event that breaks, valid under 1.0, refused by 1.1: the event must have required property &apos;room&apos;:',
      '{',
      '  &quot;id&quot;: &quot;&quot;',
      '}</failure>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  );
});

test('when it is written as JSON, then it is the review itself', () => {
  expect(JSON.parse(formatReview(refused, 'json'))).toEqual(JSON.parse(JSON.stringify(refused)));
});

test('when nothing differs, then every format says so', () => {
  const nothing: Review = { ...refused, verdict: 'ok', exitCode: 0, contracts: [] };
  for (const format of FORMATS.filter((one) => one !== 'json' && one !== 'junit'))
    expect(formatReview(nothing, format)).toContain('No contract differs.');
});

test('when hostile words stand in a schema or an approval, then the comment holds no markup of theirs', () => {
  const [contract] = refused.contracts;
  const approval = { fingerprint: '0123456789abcdef', who: '@everyone <img src=x>', why: 'a | b\n# c', until: '2026-03-31' };
  const findings = contract!.findings.map((one) => ({ ...one, message: '</details> [link](x)', approval }));
  const comment = formatReview({ ...refused, contracts: [{ ...contract!, findings }] }, 'markdown');
  expect(comment).not.toMatch(/<img|@everyone|<\/details> \[|\n# c|a \| b/);
});

test('when there are more contracts than a comment can hold, then those that are refused come first and the rest is counted', () => {
  const [contract] = refused.contracts;
  const fine = Array.from({ length: 200 }, (_, index) => ({ ...contract!, name: `shop.door.no${index}`, verdict: 'ok' as const }));
  const comment = formatReview({ ...refused, contracts: [...fine, contract!] }, 'markdown');
  expect(comment.length).toBeLessThan(65_536);
  expect(comment.indexOf(`### ❌ \`${DOOR}\``)).toBeGreaterThan(0);
  expect(comment).toMatch(/\d+ more contracts: see the log/);
});
