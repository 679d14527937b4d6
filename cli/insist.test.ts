import assert from 'node:assert/strict';
import { CliError } from './cli-error.ts';
import { insist } from './insist.ts';
import { recordedIo } from './recorded-io.ts';

describe('insist', () => {
  const wanted = {
    attempted: 'could not purge demo',
    question: 'Type the name: ',
    expected: 'demo',
    option: '--confirm demo',
  };

  it('goes on when the answer is the one that means yes', async () => {
    const io = recordedIo(['demo']);
    await insist(io, wanted);
    assert.equal(io.err(), 'Type the name: ');
  });

  for (const answer of ['', 'yes', 'Demo', 'demo-shop']) {
    it(`takes '${answer}' for a no`, async () => {
      const asked = insist(recordedIo([answer]), wanted);
      await assert.rejects(asked, (error) => error instanceof CliError && error.exitCode === 1);
    });
  }

  it('has an exit code of its own when there is nobody to ask, and says what a script gives', async () => {
    await assert.rejects(
      insist(recordedIo(), wanted),
      (error) =>
        error instanceof CliError && error.exitCode === 4 && error.message.endsWith('In scripts give --confirm demo'),
    );
  });
});
