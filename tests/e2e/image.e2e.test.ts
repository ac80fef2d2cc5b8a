import { checkImages } from '../../scripts/src/image/check.js';
import { silentProgress } from '../../scripts/src/progress.js';

// It installs, generates and compiles as an image build does.
jest.setTimeout(900_000);

test('when images are built twice without an engine, then the same comes out, holds nothing it should not, and starts', async () => {
  // One with files of its own beside its code, and the one that is no service. `npm run image:check -- --all` does the others.
  const { images } = await checkImages({ services: ['notification', 'stream-lag'], progress: silentProgress, quick: true });
  expect(images.map(({ service, builds, faults }) => ({ service, builds, faults }))).toEqual([
    { service: 'notification', builds: 2, faults: [] },
    { service: 'stream-lag', builds: 1, faults: [] },
  ]);
});
