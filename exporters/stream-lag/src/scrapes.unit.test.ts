import pino from 'pino';
import { createExposition } from './exposition.js';
import { createScrapes } from './scrapes.js';
import type { Survey } from './survey.js';

const empty: Survey = { streams: [], groups: [], leftOut: 0 };

function scrapesOf(survey: () => Promise<Survey>) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { scrapes: createScrapes({ survey, exposition: createExposition(), log, timeoutMs: 5_000 }), lines };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('when pages are asked for at once or within a second, then Redis is looked at once, and again after it', async () => {
  const survey = jest.fn(() => Promise.resolve(empty));
  const { scrapes } = scrapesOf(survey);
  const [one, two] = await Promise.all([scrapes.page(), scrapes.page()]);
  expect(one).toBe(two);
  await jest.advanceTimersByTimeAsync(900);
  expect(await scrapes.page()).toBe(one);
  expect(survey).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(200);
  await scrapes.page();
  expect(survey).toHaveBeenCalledTimes(2);
});

test('when a look never ends, then the page comes at the deadline and says that Redis is away', async () => {
  const { scrapes } = scrapesOf(() => new Promise(() => undefined));
  const page = scrapes.page();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(await page).toContain('stream_lag_exporter_up 0\n');
  expect(scrapes.reached).toBe(false);
});

test('when Redis goes and comes back, then each change is logged once', async () => {
  const survey = jest.fn(() => Promise.resolve(empty));
  const { scrapes, lines } = scrapesOf(survey);
  const look = async (): Promise<string> => {
    await jest.advanceTimersByTimeAsync(2_000);
    return scrapes.page();
  };
  await look();
  survey.mockRejectedValue(new Error('Connection is closed.'));
  await look();
  expect(await look()).toContain('stream_lag_exporter_scrape_errors_total 2\n');
  survey.mockResolvedValue(empty);
  await look();
  expect(lines.map(({ msg }) => msg)).toEqual(['Redis cannot be read', 'Redis can be read again']);
  expect(scrapes.reached).toBe(true);
});

test('when groups are left out, then it is warned of once for each time their number grows', async () => {
  const survey = jest.fn(() => Promise.resolve(empty));
  const { scrapes, lines } = scrapesOf(survey);
  for (const leftOut of [0, 3, 3, 1, 2]) {
    survey.mockResolvedValue({ ...empty, leftOut });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await scrapes.page()).toContain(`stream_lag_exporter_left_out ${leftOut}\n`);
  }
  expect(lines.map(({ leftOut }) => leftOut)).toEqual([3, 2]);
});

test('when a group cannot be counted as lost or not, then it is left out of that metric only', async () => {
  const reading = { stream: 'a.b.c', group: 'audit', lag: 4, pending: 1, oldestPendingAge: 2.5, lost: undefined };
  const { scrapes } = scrapesOf(() => Promise.resolve({ ...empty, groups: [reading] }));
  const page = await scrapes.page();
  expect(page).toContain('redis_stream_group_oldest_pending_age_seconds{stream="a.b.c",group="audit"} 2.5\n');
  expect(page).not.toContain('lost_entries{');
});
