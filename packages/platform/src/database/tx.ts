/**
 * What the platform asks of a transaction: raw SQL with `$1…` parameters. Every service's generated
 * Prisma transaction client satisfies it, so the platform knows no service's models.
 */
export interface Tx {
  $queryRawUnsafe<Rows = unknown>(sql: string, ...values: unknown[]): Promise<Rows>;
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

/** The part of a generated Prisma client the platform uses; `T` is that client's transaction type. */
export interface PrismaLike<T extends Tx = Tx> extends Tx {
  $transaction<R>(work: (tx: T) => Promise<R>, options?: { maxWait?: number; timeout?: number }): Promise<R>;
  $disconnect(): Promise<void>;
}

/** A service's own database. */
export interface Database<T extends Tx = Tx> {
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. */
  transaction<R>(work: (tx: T) => Promise<R>): Promise<R>;
  /** Raw SQL outside a transaction. */
  readonly sql: Tx;
  /** Rejects unless the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** The connection string, for LISTEN and the relay's own connection. */
  readonly url: string;
}
