import assert from 'node:assert/strict';
import { isPurgeDue } from './purge-due.ts';

describe('isPurgeDue', () => {
  const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };
  const due = Date.parse(closure.purgeAt);

  it('is due when the retention of a closed store is over', () => {
    assert.equal(isPurgeDue(closure, '', due - 1), false);
    assert.equal(isPurgeDue(closure, '', due), true);
    assert.equal(isPurgeDue(undefined, '', due), false);
  });

  it('is not due while the file is back and cannot be applied', () => {
    assert.equal(isPurgeDue(closure, 'stores/demo.yaml:3:9: broken', due), false);
  });
});
