import assert from 'node:assert/strict';
import { closingLine, outcomeLine, type Outcome } from './outcome.ts';

const types: Outcome = { name: 'types', passed: 1, failed: 0, skipped: 0, ms: 1480, report: '' };
const unit: Outcome = { name: 'unit tests', passed: 40, failed: 2, skipped: 1, ms: 61_000, report: 'two broke' };

describe('the outcome of npm test', () => {
  it('is a line for each step, with counts where there is more than one', () => {
    assert.equal(outcomeLine(types), 'ok   types (1.5 s)');
    assert.equal(outcomeLine(unit), 'FAIL unit tests: 40 passed, 2 failed, 1 skipped (61.0 s)');
  });

  it('closes with the sum, naming skipped tests only when there are some', () => {
    assert.equal(closingLine([types, unit]), '41 passed, 2 failed, 1 skipped');
    assert.equal(closingLine([types]), '1 passed, 0 failed');
  });
});
