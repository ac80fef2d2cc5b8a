import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminTokenIn, operatorCall } from './operator-client.js';
import { listReplays, oneReplay, requestOf, runReplay, type RunOptions, type ShownReplay } from './replays.js';

const options: RunOptions = { consumer: 'loyalty', dryRun: false, json: false, wait: true };
const replay: ShownReplay = {
  ...{ id: 'r1', consumer: 'loyalty', state: 'RUNNING', filter: { topics: ['orders.order.completed'] } },
  ...{ matched: 3, delivered: 0, refused: 0, createdAt: '2026-01-01T00:00:00.000Z' },
};

/** An audit that gives these answers, one a call, and what was said and asked. */
function conversation(...answers: unknown[]) {
  const said = { calls: [] as unknown[][], answers: [] as string[], progress: [] as string[], running: [] as (string | undefined)[] };
  const io = {
    audit: (...call: unknown[]) => {
      said.calls.push(call);
      return Promise.resolve(answers[said.calls.length - 1]);
    },
    answer: (text: string) => said.answers.push(text),
    progress: (text: string) => said.progress.push(text),
    running: (id: string | undefined) => said.running.push(id),
    everyMs: 0,
  };
  return { io, said };
}

describe('a replay from the command line', () => {
  it('when all is named, then audit is asked in its words; what is not named is not sent', () => {
    const all = { ...options, topic: ['a.b.c'], order: 'o', correlation: 'c', subject: 's', from: '2026-01-01', to: '2026-01-02' };
    expect(requestOf(all)).toEqual({
      ...{ consumer: 'loyalty', topics: ['a.b.c'], orderId: 'o', correlationId: 'c', subject: 's', from: '2026-01-01', to: '2026-01-02' },
    });
    expect(requestOf(options)).toEqual({ consumer: 'loyalty' });
  });

  it('when it runs, then its progress is told and its end is the answer', async () => {
    const waiting = { ...replay, delivered: 2, lastError: 'loyalty does not answer' };
    const { io, said } = conversation(replay, replay, waiting, { ...replay, state: 'COMPLETED', delivered: 2, refused: 1 });
    expect(await runReplay(io, options)).toBe(0);
    expect(said.calls.map(([method, path]) => `${String(method)} ${String(path)}`)).toEqual([
      'POST /replays',
      'GET /replays/r1',
      'GET /replays/r1',
      'GET /replays/r1',
    ]);
    expect(said.calls[0]?.[3]).toEqual({ 'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(said.progress).toEqual(['Replay r1: 3 events for loyalty …', '  2 of 3, waiting: loyalty does not answer', '  3 of 3']);
    expect(said.answers).toEqual([expect.stringContaining('is COMPLETED: loyalty took 2 of 3 events and refused 1.')]);
    expect(said.running).toEqual(['r1', undefined]);
  });

  it('when it fails or is cancelled, then the exit code says so', async () => {
    for (const state of ['FAILED', 'CANCELLED']) {
      const { io, said } = conversation(replay, { ...replay, state, lastError: 'the route answered 401' });
      expect(await runReplay(io, { ...options, json: true })).toBe(1);
      expect(JSON.parse(said.answers[0] ?? '')).toMatchObject({ state, lastError: 'the route answered 401' });
    }
  });

  it('when it is not waited for, then it is left running', async () => {
    const { io, said } = conversation(replay);
    expect(await runReplay(io, { ...options, wait: false })).toBe(0);
    expect([said.calls.length, said.running]).toEqual([1, []]);
  });

  it('when it is only counted, then nothing is started', async () => {
    const plan = { dryRun: true, consumer: 'loyalty', matched: 3, topics: [{ topic: 'orders.order.completed', count: 3 }] };
    const { io, said } = conversation(plan, plan);
    expect(await runReplay(io, { ...options, dryRun: true })).toBe(0);
    expect(await runReplay(io, { ...options, dryRun: true, json: true })).toBe(0);
    expect(said.calls.map(([, , body]) => body)).toEqual([expect.objectContaining({ dryRun: true }), expect.objectContaining({ dryRun: true })]);
    expect(said.answers).toEqual(['3 events would be handed to loyalty.\n  3 × orders.order.completed', JSON.stringify(plan)]);
  });

  it('when replays are listed, shown or cancelled, then audit is asked for just that', async () => {
    const { io, said } = conversation({ items: [replay] }, { items: [] }, replay, replay);
    expect(await listReplays(io, 5, false)).toBe(0);
    expect(await listReplays(io, 5, false)).toBe(0);
    expect(await oneReplay(io, 'show', 'r/1', true)).toBe(0);
    expect(await oneReplay(io, 'cancel', 'r1', false)).toBe(0);
    expect(said.calls).toEqual([
      ['GET', '/replays?limit=5'],
      ['GET', '/replays?limit=5'],
      ['GET', '/replays/r%2F1'],
      ['POST', '/replays/r1/cancel'],
    ]);
    expect(said.answers[0]).toContain('orders.order.completed');
    expect(said.answers[1]).toBe('There are no replays.');
  });
});

describe('the way to a service', () => {
  let server: Server;
  let asked: { method: string; url: string; authorization: string; body: string }[];
  let answer: { status: number; body: string };

  beforeEach(async () => {
    asked = [];
    answer = { status: 200, body: '{}' };
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push({ method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization ?? '', body });
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const call = (port = (server.address() as AddressInfo).port) => operatorCall('audit', `http://127.0.0.1:${port}`, 'the-token');

  it('when it is called, then the operator’s token and the body are sent', async () => {
    answer = { status: 202, body: '{"id":"r1"}' };
    expect(await call()('POST', '/replays', { consumer: 'loyalty' })).toEqual({ id: 'r1' });
    expect(asked).toEqual([{ method: 'POST', url: '/replays', authorization: 'Bearer the-token', body: '{"consumer":"loyalty"}' }]);
  });

  it('when it refuses, then that is told in its own words, fault by fault', async () => {
    answer = { status: 400, body: JSON.stringify({ detail: 'the body is bad', errors: [{ pointer: '/from', detail: 'must be a date' }] }) };
    await expect(call()('GET', '/x')).rejects.toThrow('the body is bad\n  /from must be a date');
    answer = { status: 500, body: '' };
    await expect(call()('GET', '/x')).rejects.toThrow('audit answered 500');
  });

  it('when nobody answers, then the cure is named', async () => {
    await expect(call(1)('GET', '/x')).rejects.toThrow('start the stack with npm start');
  });

  it('when the stack’s file is there, then the token is in it, quoted or not; else the cure is named', () => {
    const directory = mkdtempSync(join(tmpdir(), 'replay-'));
    expect(() => adminTokenIn(directory)).toThrow('start the stack with npm start');
    writeFileSync(join(directory, 'stack.env'), "X='1'\nADMIN_TOKEN='secret'\n");
    expect(adminTokenIn(directory)).toBe('secret');
    rmSync(directory, { recursive: true });
  });
});
