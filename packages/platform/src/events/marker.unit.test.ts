import { fakeDapr } from '../testing/index.js';
import { readMarker } from './marker.js';

describe('readMarker', () => {
  test('when the marker was never lost, then its count is what was saved', async () => {
    const dapr = fakeDapr();
    dapr.state.set('store/outbox-marker', { value: { number: 5 }, etag: '5' });
    expect(await readMarker(dapr, 'store')).toEqual({ number: 5, etag: '5' });
  });

  test('when it was lost and a save by its old etag recreated it, then the count is that of the new life', async () => {
    const dapr = fakeDapr();
    dapr.state.set('store/outbox-marker', { value: { number: 6 }, etag: '1' });
    expect(await readMarker(dapr, 'store')).toEqual({ number: 1, etag: '1' });
  });
});
