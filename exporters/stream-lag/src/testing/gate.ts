import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to Redis that can be shut, or go silent as a broken network does. */
export interface Gate {
  /** The same URL, through the gate. */
  readonly url: string;
  open(): Promise<void>;
  /** Ends all connections and takes no new one. */
  shut(): Promise<void>;
  /** Connections stay, and nothing passes any more; a new one is treated the same until `speak`. */
  silence(): void;
  speak(): void;
}

/** Makes a gate before the Redis of `url`; it is shut. */
export async function createGate(url: string): Promise<Gate> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (!silent) to.write(data);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => void (sockets.delete(from), to.destroy()));
    }
  });
  // The port is taken and given back, so that it is known while nothing listens on it.
  const listen = async (port: number): Promise<void> => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };
  const shut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  await shut();
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  return { url: through.href, open: () => listen(port), shut, silence: () => void (silent = true), speak: () => void (silent = false) };
}
