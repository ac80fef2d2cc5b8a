import { Client } from 'pg';

/** The one connection on which a process hears that orders have moved. */
export interface OrderListener {
  /** Listens, unless it does already. Resolves to true when it began just now: what happened before was not heard. Rejects when the database is away. */
  ensure(): Promise<boolean>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Makes a listener that calls `heard` with the id of each order that has a new version. It connects with the first `ensure`. */
export function createOrderListener(url: string, heard: (orderId: string) => void): OrderListener {
  let current: Client | undefined;
  const drop = async (): Promise<void> => {
    const lost = current;
    current = undefined;
    await lost?.end().catch(() => undefined);
  };
  const ensure = async (): Promise<boolean> => {
    if (current !== undefined) return false;
    const client = new Client({
      ...{ connectionString: url, application_name: 'sidecart-orders-live' },
      ...{ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true },
    });
    current = client;
    const lose = (): void => {
      if (current === client) void drop();
    };
    client.on('error', lose).on('end', lose);
    client.on('notification', ({ payload = '' }) => heard(payload));
    try {
      await client.connect();
      await client.query('listen orders_changed');
      return true;
    } catch (error) {
      void drop();
      throw error;
    }
  };
  return { ensure, close: drop };
}
