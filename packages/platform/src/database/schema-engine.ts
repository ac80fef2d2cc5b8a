import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { isTransactional } from './migration-files.js';
import { finishStatement } from './migration-history.js';

/** What is used of the WebAssembly global, whose types TypeScript only ships with the browser's. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, unknown>) => { readonly exports: Record<string, unknown> };
};

/** What is used of the engine's module. */
interface EngineModule {
  readonly SchemaEngine: { new: (options: { datamodels: undefined }, log: () => void, adapter: object) => Promise<SchemaEngine> };
  __wbg_set_wasm(exports: Record<string, unknown>): void;
}

/** The database refused a migration's script, or was lost while it ran; `cause` holds its own error, which the engine swallows. */
export class ScriptRefused extends Error {
  override readonly name = 'ScriptRefused';
  constructor(
    readonly script: string,
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
  }
}

/**
 * PrismaPg with two repairs: the stock adapter cuts a script at every semicolon, inside comments and function bodies too; and
 * the engine closes a migration's entry in a statement of its own, so that a kill between the two leaves it open for ever.
 */
class WholeScriptPg extends PrismaPg {
  readonly adapters: { dispose(): Promise<void> }[] = [];
  refused: ScriptRefused | undefined;

  constructor(
    url: string,
    private readonly schema: string,
  ) {
    super({ connectionString: url, max: 1 }, { schema });
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.adapters.push(adapter);
    const pool = adapter.underlyingDriver();
    adapter.executeScript = async (script: string): Promise<void> => {
      try {
        // Statements sent as one query are one transaction.
        await pool.query(isTransactional(script) ? `${script}\n;${finishStatement(this.schema)}` : script);
      } catch (error) {
        this.refused = new ScriptRefused(script, error);
        throw this.refused;
      }
    };
    return adapter;
  }
}

let loaded: Promise<EngineModule> | undefined;

/** Instantiates the engine's WebAssembly by hand: its own entry point needs a bundler. */
async function loadEngine(): Promise<EngineModule> {
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const engine = (await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href)) as EngineModule;
  const wasm = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return engine;
}

/** Runs `work` with Prisma's own schema engine on one database schema, without its binary download. Throws ScriptRefused, or the engine's error. */
export async function withSchemaEngine<R>(url: string, schema: string, work: (engine: SchemaEngine) => Promise<R>): Promise<R> {
  const { SchemaEngine: Engine } = await (loaded ??= loadEngine());
  const pg = new WholeScriptPg(url, schema);
  const log = (): void => undefined;
  const engine = await Engine.new({ datamodels: undefined }, log, bindMigrationAwareSqlAdapterFactory(pg));
  try {
    return await work(engine);
  } catch (error) {
    throw pg.refused ?? error;
  } finally {
    engine.free();
    // The engine leaves its connections, and the advisory lock of its own with them, to the pool's idle timeout.
    await Promise.all(pg.adapters.map((adapter) => adapter.dispose()));
  }
}
