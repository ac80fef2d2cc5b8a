import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

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

/** PrismaPg with one repair: the stock adapter cuts a script at every semicolon, inside comments and function bodies too. */
class WholeScriptPg extends PrismaPg {
  readonly adapters: { dispose(): Promise<void> }[] = [];

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.adapters.push(adapter);
    const pool = adapter.underlyingDriver();
    adapter.executeScript = async (script: string): Promise<void> => {
      await pool.query(script);
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

/** Runs `work` with Prisma's own schema engine on one database schema, without its binary download. */
export async function withSchemaEngine<R>(url: string, schema: string, work: (engine: SchemaEngine) => Promise<R>): Promise<R> {
  const { SchemaEngine: Engine } = await (loaded ??= loadEngine());
  const pg = new WholeScriptPg({ connectionString: url, max: 1 }, { schema });
  const log = (): void => undefined;
  const engine = await Engine.new({ datamodels: undefined }, log, bindMigrationAwareSqlAdapterFactory(pg));
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine leaves its connections, and the advisory lock of its own with them, to the pool's idle timeout.
    await Promise.all(pg.adapters.map((adapter) => adapter.dispose()));
  }
}
