import { lagAtSight, lostEntries, provedPlace } from './lag.js';
import { isBefore, timeOf } from './stream-id.js';
import { parseStream, type GroupView, type StreamView } from './stream-view.js';

// 100 entries were ever added, the first 40 are trimmed; the group was given 70 and Redis knows it.
const stream = (over: Partial<StreamView> = {}): StreamView => ({
  ...{ length: 60, firstId: '41-0', lastGeneratedId: '100-0', maxDeletedId: '0-0', entriesAdded: 100, groups: [] },
  ...over,
});
const group = (over: Partial<GroupView> = {}): GroupView => ({
  ...{ name: 'audit', lastDeliveredId: '70-0', entriesRead: 70, pending: 0, oldestPendingId: undefined },
  ...over,
});

describe('the lag without counting', () => {
  test.each([
    ['the stream is empty', stream({ length: 0, firstId: undefined }), group(), undefined, 0],
    ['the group is at the end', stream(), group({ lastDeliveredId: '100-0', entriesRead: 60 }), undefined, 0],
    ['the group is before the first entry', stream(), group({ lastDeliveredId: '10-0', entriesRead: 10 }), undefined, 60],
    ["Redis' counter was proved where the group is", stream(), group(), '70-0', 30],
    ["Redis' counter was proved at an entry that is still there", stream(), group(), '41-0', 30],
    ["Redis' counter was never proved", stream(), group(), undefined, undefined],
    ['the stream was trimmed past the proved place', stream(), group(), '40-9', undefined],
    ['an entry ahead of the proved place was deleted', stream({ maxDeletedId: '66-0' }), group(), '65-0', undefined],
    ['an entry behind the proved place was deleted', stream({ maxDeletedId: '65-0' }), group(), '65-0', 30],
    ['the group is behind the proved place', stream(), group(), '71-0', undefined],
    ['Redis has lost count of the group', stream(), group({ entriesRead: undefined }), '70-0', undefined],
    ['Redis is older than 7', stream({ entriesAdded: undefined }), group({ entriesRead: undefined }), undefined, undefined],
  ])('when %s, then it is told or left to be counted', (_, view, each, proved, lag) => {
    expect(lagAtSight(view, each, proved)).toBe(lag);
  });

  test("when Redis' counter agrees with the true lag, then the group's place is proved, else it is not", () => {
    expect(provedPlace(stream(), group(), 30)).toBe('70-0');
    expect(provedPlace(stream(), group({ entriesRead: 50 }), 30)).toBeUndefined();
    expect(provedPlace(stream(), group({ entriesRead: undefined }), 30)).toBeUndefined();
  });

  test("when Redis' counter lacks entries that are neither given nor there, then those are lost", () => {
    expect(lostEntries(stream(), group({ lastDeliveredId: '10-0', entriesRead: 10 }), 60)).toBe(30);
    expect(lostEntries(stream(), group(), 30)).toBe(0);
    expect(lostEntries(stream(), group({ entriesRead: undefined }), 30)).toBeUndefined();
  });
});

describe('what Redis answers', () => {
  test('when Redis is older than 7, then what it does not tell is undefined and the rest is read', () => {
    const pending = ['pel-count', 2, 'pending', [['5-1', 'audit', 1, 1]], 'consumers', []];
    const reply = [
      ...['length', 2, 'radix-tree-keys', 1, 'radix-tree-nodes', 2, 'last-generated-id', '6-0'],
      ...['entries', [['5-1', ['data', '{}']]], 'groups', [['name', 'audit', 'last-delivered-id', '6-0', ...pending]]],
    ];
    const found = { name: 'audit', lastDeliveredId: '6-0', entriesRead: undefined, pending: 2, oldestPendingId: '5-1' };
    expect(parseStream(reply)).toEqual({
      ...{ length: 2, firstId: '5-1', lastGeneratedId: '6-0', maxDeletedId: '0-0', entriesAdded: undefined, groups: [found] },
    });
    expect(() => parseStream('OK')).toThrow('unknown form');
  });

  test('when ids are compared, then by time and then by sequence, as numbers of any size', () => {
    expect(isBefore('9-0', '10-0')).toBe(true);
    expect(isBefore('10-2', '10-10')).toBe(true);
    expect(isBefore('10-10', '10-10')).toBe(false);
    expect(isBefore('18446744073709551614-0', '18446744073709551615-0')).toBe(true);
    expect(timeOf('1700000000123-4')).toBe(1_700_000_000_123);
  });
});
