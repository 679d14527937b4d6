import assert from 'node:assert/strict';
import { withHead } from './advertisement.ts';
import { judgeAnswer } from './pkt-line.ts';

const line = (content: string) => (content.length + 4).toString(16).padStart(4, '0') + content;
const id = '1'.repeat(40);
const advertisement = (capabilities: string) =>
  Buffer.from(
    `${line('# service=git-upload-pack\n')}0000${line(`${id} refs/heads/next\0${capabilities}\n`)}${line(`${id} refs/tags/v1\n`)}0000`,
  );

describe('an advertisement of refs', () => {
  it('gets a HEAD when it has none', () => {
    const answer = withHead(advertisement('shallow ofs-delta'), 'refs/heads/next');
    assert.deepEqual(answer, advertisement('symref=HEAD:refs/heads/next shallow ofs-delta'));
    assert.equal(judgeAnswer(answer), 'complete');
  });

  it('is left alone when it has one, or no refs at all', () => {
    const whole = advertisement('symref=HEAD:refs/heads/main shallow');
    assert.equal(withHead(whole, 'refs/heads/next'), whole);
    const empty = Buffer.from(`${line('# service=git-upload-pack\n')}00000000`);
    assert.equal(withHead(empty, 'refs/heads/next'), empty);
  });
});
