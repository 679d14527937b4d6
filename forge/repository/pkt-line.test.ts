import assert from 'node:assert/strict';
import { judgeAnswer } from './pkt-line.ts';

const line = (content: string) => (content.length + 4).toString(16).padStart(4, '0') + content;
const judge = (text: string) => judgeAnswer(Buffer.from(text, 'latin1'));

describe('an answer in pkt-lines', () => {
  const whole = `${line('version 2\n')}0001${line('ls-refs\n')}0000`;

  it('is complete when it ends with a flush', () => {
    assert.equal(judge(whole), 'complete');
    assert.equal(judge('0000'), 'complete');
  });

  it('is broken wherever it is cut off', () => {
    for (let length = 0; length < whole.length; length += 1)
      assert.ok(typeof judge(whole.slice(0, length)) === 'object', whole.slice(0, length));
  });

  it('is broken when it is something else', () => {
    assert.deepEqual(judge('<html>Sign in</html>'), { broken: 'it is not in the format of the Git protocol' });
    assert.deepEqual(judge('0003'), { broken: 'it is not in the format of the Git protocol' });
  });

  it('tells the fatal error on the side band, as one line', () => {
    assert.deepEqual(judge(`${line('NAK\n')}${line('\u0003fatal: out of\nmemory\u0007')}0000`), {
      refused: 'fatal: out of memory',
    });
  });

  it('tells the error that the server gives in place of an answer', () => {
    assert.deepEqual(judge(line('ERR upload-pack: not our ref')), { refused: 'upload-pack: not our ref' });
  });

  it('takes pack data for what it is, whatever it begins with', () => {
    assert.equal(judge(`${line('\u0001ERR 0000')}0000`), 'complete');
  });
});
