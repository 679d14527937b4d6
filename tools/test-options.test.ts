import assert from 'node:assert/strict';
import { testOptions } from './test-options.ts';

const everything = {
  checks: true,
  unit: true,
  integration: true,
  coverage: true,
  grep: undefined,
  paths: [],
  lanes: 2,
};

describe('the options of npm test', () => {
  it('ask for everything when there are none', () => {
    assert.deepEqual(testOptions([]), everything);
  });

  it('narrow the run to the kinds that are named', () => {
    assert.deepEqual(testOptions(['--unit']), { ...everything, checks: false, integration: false, coverage: false });
    assert.deepEqual(testOptions(['--check', '--it']), { ...everything, unit: false, coverage: false });
  });

  it('leave out checks and coverage when only some tests are wanted', () => {
    assert.deepEqual(testOptions(['synth']), { ...everything, checks: false, coverage: false, paths: ['synth'] });
    assert.deepEqual(testOptions(['--grep', 'close']), {
      ...everything,
      checks: false,
      coverage: false,
      grep: 'close',
    });
  });

  it('refuse an option that there is not', () => {
    assert.throws(() => testOptions(['--integration']), /--integration/u);
  });

  it('take a number of lanes, within reason', () => {
    assert.equal(testOptions(['--lanes', '1']).lanes, 1);
    for (const lanes of ['0', '17', '1.5', 'two', ''])
      assert.throws(() => testOptions(['--lanes', lanes]), /--lanes .*: not a whole number from 1 to 16/u);
  });
});
