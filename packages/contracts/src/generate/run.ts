import { join, resolve } from 'node:path';
import { topologyOf } from '../review/topology';
import { driftOf, generate, writeGenerated } from './generate';
import { pagesOf } from './pages';
import { writePages } from './pages-files';
import { readSources } from './sources';

/** What to generate. */
export interface GenerateOptions {
  /** Folder that holds `json-schema/`, `services/` and `packages/contracts/`. */
  readonly root: string;
  /** Write nothing; name what has drifted. */
  readonly check?: boolean;
  /** Write the contract pages here instead of the generated files. */
  readonly pages?: string;
}

const SCHEMAS = 'json-schema';
const TARGET = 'packages/contracts/src/generated';

/** Generates, or says what has drifted; resolves to the exit code and tells faults on stderr. */
export async function runGenerate({ root, check = false, pages }: GenerateOptions): Promise<number> {
  try {
    const sources = readSources(join(root, SCHEMAS));
    const topology = topologyOf(root, SCHEMAS, []);
    const files = await generate(sources, topology);
    if (pages !== undefined) {
      const written = writePages(pagesOf({ root, sources, topology }), resolve(pages));
      console.log(`wrote ${written} pages to ${pages}`);
      return 0;
    }
    if (!check) {
      writeGenerated(files, join(root, TARGET));
      console.log(`wrote ${files.size} files to ${TARGET}`);
      return 0;
    }
    const drift = driftOf(files, join(root, TARGET));
    for (const name of drift) console.error(`${TARGET}/${name} is not what ${SCHEMAS}/ and services/ give`);
    return drift.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
