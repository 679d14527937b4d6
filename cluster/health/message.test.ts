import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { lastWords, plainMessage } from './message.ts';

describe('plainMessage', () => {
  it('makes one line of many, without control characters and colours', () => {
    assert.equal(plainMessage('\u001b[31mError:\u001b[0m one\r\n\ttwo\u0000\u202Ethree '), 'Error: one two three');
  });

  it('cuts what is longer than 500 characters, never within a character', () => {
    const cut = plainMessage('😀'.repeat(400));
    assert.ok(cut.length <= 500 && cut.isWellFormed());
    assert.ok(cut.endsWith('😀...'));
    assert.equal(plainMessage('x'.repeat(500)).length, 500);
  });

  it('changes nothing when applied to its own result', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 700 }),
        (text) => plainMessage(plainMessage(text)) === plainMessage(text),
      ),
    );
  });
});

describe('lastWords', () => {
  it('keeps the end, at most 300 characters', () => {
    const words = lastWords(`${'log line\n'.repeat(100)}the cause`);
    assert.equal(words.length, 300);
    assert.match(words, /^\.{3}.*the cause$/);
  });

  it('takes the message out of the last line where that is JSON of a log, behind which a stack stands', () => {
    const stack = Array.from({ length: 9 }, (_, at) => ({ functionName: 'emit', lineNumber: at }));
    const message =
      'Failed to connect to the database: password authentication failed for user "medusa"\n\nSee elsewhere';
    const line = JSON.stringify({ level: 'error', message, stack });
    const expected =
      'Failed to connect to the database: password authentication failed for user "medusa" See elsewhere';
    assert.equal(lastWords(`"Creating server"}\n${line}\n`), expected);
    assert.equal(lastWords(JSON.stringify({ level: 50, msg: 'no room' })), 'no room');
  });

  it('leaves JSON that is no line of a log as it is', () => {
    for (const text of [
      '{"ok":false,"failed":"cart","message":"no price"}',
      '{"level":"error","mess',
      '{"level":1}',
      '[]',
    ])
      assert.equal(lastWords(text), text);
  });

  it('masks before it cuts, so that no half of a secret remains', () => {
    const words = lastWords(`DB_PASSWORD=${'k'.repeat(290)} and then it failed for good`);
    assert.equal(words, 'DB_PASSWORD=*** and then it failed for good');
  });
});
