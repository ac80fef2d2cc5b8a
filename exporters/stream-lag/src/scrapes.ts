import type { Logger } from 'pino';
import type { Exposition } from './exposition.js';
import type { Survey } from './survey.js';

/** The pages that are served, made when they are asked for. */
export interface Scrapes {
  /** The metrics of now, or of a second ago; never rejects, and takes no longer than the deadline. */
  page(): Promise<string>;
  /** Whether Redis could ever be read. */
  readonly reached: boolean;
}

/** What scrapes are made of. Times are milliseconds. */
export interface ScrapesSettings {
  readonly survey: () => Promise<Survey>;
  readonly exposition: Exposition;
  readonly log: Logger;
  readonly timeoutMs: number;
}

/** Two Prometheus servers that ask in the same second cost Redis one look. */
const FRESH_MS = 1_000;

/** Makes the scrapes. Those that overlap share one look at Redis. */
export function createScrapes(settings: ScrapesSettings): Scrapes {
  const tell = createTeller(settings.log);
  let page: Promise<string> | undefined;
  let reached = false;
  const make = async (): Promise<string> => {
    const startedAt = performance.now();
    const survey = await withDeadline(settings.survey, settings.timeoutMs).catch((error: unknown) => tell.failed(error));
    if (survey !== undefined) tell.read(survey);
    reached ||= survey !== undefined;
    return settings.exposition.render(survey, (performance.now() - startedAt) / 1_000);
  };
  const forget = (): void => {
    setTimeout(() => (page = undefined), FRESH_MS).unref();
  };
  return {
    page: () => {
      if (page === undefined) {
        page = make();
        page.then(forget, forget);
      }
      return page;
    },
    get reached() {
      return reached;
    },
  };
}

/** Logs each change once, not each scrape. */
function createTeller(log: Logger) {
  let failing = false;
  let leftOut = 0;
  return {
    failed(error: unknown): undefined {
      if (!failing) log.error({ reason: error instanceof Error ? error.message : String(error) }, 'Redis cannot be read');
      failing = true;
    },
    read(survey: Survey): void {
      if (failing) log.info('Redis can be read again');
      failing = false;
      if (survey.leftOut > leftOut) log.warn({ leftOut: survey.leftOut }, 'more streams and groups than EXPORTER_MAX_GROUPS: some are not shown');
      leftOut = survey.leftOut;
    },
  };
}

async function withDeadline<T>(run: () => Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([run(), late]).finally(() => clearTimeout(timer));
}
