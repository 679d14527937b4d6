import assert from 'node:assert/strict';
import { pinoLog } from './pino-log.ts';

describe('pinoLog', () => {
  it('writes JSON lines from its level on', () => {
    const lines: string[] = [];
    const log = pinoLog('info', { write: (line) => lines.push(line) });
    log.debug({ fleet: 'shops' }, 'a detail');
    log.info({ fleet: 'shops' }, 'an event');
    assert.equal(lines.length, 1);
    const { time, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    assert.deepEqual(rest, { level: 'info', fleet: 'shops', msg: 'an event' });
    assert.ok(!Number.isNaN(Date.parse(String(time))));
  });

  it('leaves secrets out', () => {
    const lines: string[] = [];
    const log = pinoLog('info', { write: (line) => lines.push(line) });
    log.warn(
      { token: 's3cret', request: { headers: { a: 's3cret' }, path: '/x' }, object: { data: { k: 's3cret' } } },
      'oops',
    );
    assert.doesNotMatch(lines[0] ?? '', /s3cret/);
    assert.match(lines[0] ?? '', /"path":"\/x"/);
  });
});
