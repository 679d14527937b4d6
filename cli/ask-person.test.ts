import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askPerson } from './ask-person.ts';

describe('askPerson', () => {
  function terminal(): { input: PassThrough; output: PassThrough; shown: () => string } {
    const output = new PassThrough();
    let shown = '';
    output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    return { input: new PassThrough(), output, shown: () => shown };
  }

  it('shows the question and gives the line', async () => {
    const { input, output, shown } = terminal();
    const answer = askPerson('Sure? ', input, output);
    input.write('  yes \nmore\n');
    assert.equal(await answer, 'yes');
    assert.equal(shown(), 'Sure? ');
  });

  it('takes the end of the input for no answer', async () => {
    const { input, output } = terminal();
    const answer = askPerson('Sure? ', input, output);
    input.end();
    assert.equal(await answer, '');
  });
});
