import { EventEmitter } from 'node:events';
import { logLastWords } from './last-words.js';
import { createLogger } from './logging.js';

/** A process, and what it wrote and ended with. */
function startProcess() {
  const lines: string[] = [];
  const exits: unknown[] = [];
  const emitter = new EventEmitter();
  emitter.on('warning', () => lines.push('printed by Node.js'));
  const host = Object.assign(emitter, { exit: (code: unknown) => exits.push(code) }) as never;
  logLastWords(host, createLogger({ service: 's', level: 'info', destination: { write: (line) => void lines.push(line) } }));
  return { emitter, exits, lines };
}

test('when nobody catches an error, then it is the last line of the log, masked, and the process ends with 1', () => {
  const { emitter, exits, lines } = startProcess();
  emitter.emit('uncaughtException', new Error('no mailbox ann@shop.example'));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'fatal', service: 's', err: { message: 'no mailbox [redacted]' } });
  expect([lines.length, exits]).toEqual([1, [1]]);
});

test('when Node.js warns, then that is a line of the log, and nothing is printed beside it', () => {
  const { emitter, exits, lines } = startProcess();
  emitter.emit('warning', new Error('something is deprecated'));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', err: { message: 'something is deprecated' } });
  expect([lines.length, exits]).toEqual([1, []]);
});
