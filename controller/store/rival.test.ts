import assert from 'node:assert/strict';
import { lastRival } from './rival.ts';

describe('lastRival', () => {
  const entry = (manager: string, time: string, rest: object = {}) => ({ manager, time, operation: 'Update', ...rest });

  it('is the manager that wrote last, besides Urumi and those who write the status', () => {
    const managedFields = [
      entry('helm', '2026-11-21T09:00:00Z'),
      entry('kubectl-edit', '2026-11-21T09:05:00Z'),
      entry('urumi', '2026-11-21T09:06:00Z', { operation: 'Apply' }),
      entry('kube-controller-manager', '2026-11-21T09:07:00Z', { subresource: 'status' }),
    ];
    assert.equal(lastRival({ managedFields }), 'kubectl-edit');
  });

  it('is nobody when nobody else has fields', () => {
    assert.equal(lastRival({}), undefined);
  });

  it('shows a name as one short word', () => {
    assert.equal(lastRival({ managedFields: [entry(`a\nb${'c'.repeat(100)}`, '')] }), `a?b${'c'.repeat(57)}`);
  });
});
