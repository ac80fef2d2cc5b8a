import { createServer, type Server } from 'node:net';
import { placeApps } from '../stack/place-apps.js';
import { claimFreeOffset, shiftPorts } from '../stack/ports.js';
import { chosenObservers, observers } from './choice.js';

let taken: Server;
let offset: number;
let release: () => void;
beforeAll(async () => {
  const { offset: free, guard } = await claimFreeOffset(Object.values(shiftPorts(0)).slice(1));
  offset = free;
  release = () => void guard.close();
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(shiftPorts(offset).alertmanager, '127.0.0.1', resolve));
});
afterAll(async () => {
  release();
  await new Promise((resolve) => taken.close(resolve));
});

describe('what a stack is watched by', () => {
  it('when nothing is asked for, then nothing is started, and nobody minds who has its port', async () => {
    expect(chosenObservers(undefined)).toEqual([]);
    expect(chosenObservers(false)).toEqual([]);
    await placeApps({ name: 'int', dataDir: '/unused', offset });
  });

  it('when it is asked for, then all of it is started, or what is named, and a port that is taken is told', async () => {
    expect(chosenObservers(true)).toEqual(observers);
    const place = (observe: Parameters<typeof chosenObservers>[0]) =>
      placeApps({ name: 'int', dataDir: '/unused', offset, ...(observe && { observe }) });
    await expect(place(true)).rejects.toThrow(`Port ${shiftPorts(offset).alertmanager} (alertmanager) is taken`);
    await place({ parts: ['prometheus', 'traces'] });
  });
});
