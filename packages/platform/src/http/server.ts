import { createServer, type RequestListener, type Server } from 'node:http';

const IDLE_CHECK_MS = 50;

/** Where a service listens. */
export interface Addresses {
  readonly APP_PORT: number;
  readonly APP_HOST: string;
  readonly OPERATIONS_PORT?: number | undefined;
  readonly OPERATIONS_HOST: string;
}

/** A service's own port and, where one is configured, that of operations. */
export interface Servers {
  /** Rejects when a port is taken. */
  listen(): Promise<void>;
  closeApp(): Promise<void>;
  closeOperations(): Promise<void>;
}

/** Makes the servers; nothing listens before `listen`. */
export function createServers(app: RequestListener, operations: RequestListener, addresses: Addresses): Servers {
  const own = createServer(app);
  const apart = createServer(operations);
  return {
    async listen() {
      await listen(own, addresses.APP_PORT, addresses.APP_HOST);
      if (addresses.OPERATIONS_PORT !== undefined) await listen(apart, addresses.OPERATIONS_PORT, addresses.OPERATIONS_HOST);
    },
    closeApp: () => closeServer(own),
    closeOperations: () => closeServer(apart),
  };
}

/** Rejects when the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Takes no new connection, lets requests under way end, and ends each kept-alive connection once it idles. */
export function closeServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    // A connection busy now idles when its answer is out, and would be kept for its whole keep-alive time.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}
