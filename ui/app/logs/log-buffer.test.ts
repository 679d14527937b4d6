import assert from 'node:assert/strict';
import { LogBuffer } from './log-buffer.ts';
import { parseLine } from './log-line.ts';

const at = (second: number): string => `2026-11-21T10:00:0${second}.000000000Z`;

describe('a line of a log', () => {
  it('is told apart from its time', () => {
    assert.deepEqual(parseLine(`${at(1)} the shop  answers`, 7), {
      id: 7,
      at: at(1),
      text: 'the shop  answers',
      level: 'none',
    });
  });

  it('has the level that its beginning names, and none for a word in its prose', () => {
    assert.equal(parseLine(`${at(1)} [WARN] slow`, 0).level, 'warning');
    assert.equal(parseLine(`${at(1)} 10:00 error: no database`, 0).level, 'error');
    assert.equal(parseLine(`${at(1)} ${'x '.repeat(100)} error`, 0).level, 'none');
    assert.equal(parseLine(`${at(1)} terrorised`, 0).level, 'none');
  });

  it('is cut when it is too long to lay out, and has no control characters', () => {
    assert.equal(parseLine(`${at(1)} \u001B[31mred\u001B[0m\u0007`, 0).text, 'red');
    assert.match(parseLine('y'.repeat(9_000), 0).text, /^y{4000}… \(9000 characters\)$/);
  });
});

describe('the lines of a log', () => {
  it('are put together from pieces', () => {
    const buffer = new LogBuffer(10);
    for (const piece of [`${at(1)} one\n${at(2)}`, ' two', `\n${at(3)} thr`]) buffer.take(piece);
    assert.deepEqual(
      buffer.lines.map(({ text }) => text),
      ['one', 'two'],
    );
  });

  it('are the last ones, and it is known how many went', () => {
    const buffer = new LogBuffer(3);
    buffer.take([1, 2, 3, 4, 5].map((second) => `${at(second)} line ${second}\n`).join(''));
    assert.deepEqual([buffer.lines[0]?.text, buffer.lines.length, buffer.dropped], ['line 3', 3, 2]);
    assert.equal(buffer.last, at(5));
  });

  it('stand there once, when they are asked for again', () => {
    const buffer = new LogBuffer(10);
    buffer.take(`${at(1)} one\n${at(2)} two\n`);
    buffer.resume();
    buffer.take(`${at(2)} two\n${at(3)} three\n`);
    assert.deepEqual(
      buffer.lines.map(({ text }) => text),
      ['one', 'two', 'three'],
    );
  });

  it('do not wait for the end of a line that has none', () => {
    const buffer = new LogBuffer(10);
    buffer.take('x'.repeat(100_001));
    assert.equal(buffer.lines.length, 1);
  });
});
