import assert from 'node:assert/strict';
import { storeSpecSchema } from './store.ts';
import { validateChange } from './validate-change.ts';

const spec = (fields: object = {}): ReturnType<typeof storeSpecSchema.parse> =>
  storeSpecSchema.parse({ engine: 'woocommerce', ...fields });
const messages = (...change: Parameters<typeof validateChange>): string[] =>
  validateChange(...change).map(({ message }) => message);

describe('validateChange', () => {
  it('lets a new store be anything, and an existing one change what it likes', () => {
    assert.deepEqual(validateChange(undefined, spec({ storage: { database: '1Gi' } })), []);
    assert.deepEqual(
      validateChange(spec(), spec({ plan: 'large', title: 'New', hosts: ['a.example.com'], suspended: true })),
      [],
    );
  });

  it('keeps the engine', () => {
    assert.deepEqual(messages(spec(), spec({ engine: 'medusa' })), [
      "spec.engine must stay woocommerce: a store's engine cannot change, its data would be of no use; open a new store under another name for medusa",
    ]);
  });

  it('lets volumes grow, in whatever units', () => {
    assert.deepEqual(
      messages(
        spec({ storage: { database: '1Gi', files: '2048Mi' } }),
        spec({ storage: { database: '2000Mi', files: '2Gi' } }),
      ),
      [],
    );
  });

  it('never lets volumes shrink', () => {
    assert.deepEqual(
      messages(
        spec({ storage: { database: '10Gi', files: '1Ti' } }),
        spec({ storage: { database: '9000Mi', files: '1000Gi' } }),
      ),
      [
        'spec.storage.database must be at least 10Gi, not 9000Mi: volumes can grow but not shrink; write database: 10Gi',
        'spec.storage.files must be at least 1Ti, not 1000Gi: volumes can grow but not shrink; write files: 1Ti',
      ],
    );
  });

  it('counts the sizes that a plan stands for', () => {
    const sizesOf = ({ plan, storage }: ReturnType<typeof spec>): { database: string } => ({
      database: storage.database ?? (plan === 'large' ? '50Gi' : '5Gi'),
    });
    assert.deepEqual(messages(spec({ plan: 'large' }), spec({ plan: 'small' }), sizesOf), [
      'spec.storage.database must be at least 50Gi, not 5Gi: volumes can grow but not shrink; write database: 50Gi',
    ]);
    assert.deepEqual(
      messages(spec({ plan: 'large' }), spec({ plan: 'small', storage: { database: '50Gi' } }), sizesOf),
      [],
    );
  });
});
