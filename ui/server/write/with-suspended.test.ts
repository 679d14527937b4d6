import assert from 'node:assert/strict';
import { withSuspended } from './with-suspended.ts';

const text = `# The shop at the harbour
apiVersion: urumi.dev/v1alpha1
kind: Store
metadata: {name: demo}
spec:
  title: "Demo: shop" # as it is on the sign
  engine: woocommerce

  plan: small
`;

describe('a store file that is suspended', () => {
  it('keeps its comments, its order and its ways of writing', () => {
    assert.equal(withSuspended(text, true), `${text}  suspended: true\n`);
  });

  it('is the same again when that is taken back in place, and untouched when there is nothing to do', () => {
    const suspended = text.replace('  plan', '  suspended: true # for the winter\n  plan');
    assert.equal(withSuspended(suspended, false), suspended.replace('true', 'false'));
    assert.equal(withSuspended(suspended, true), suspended);
    assert.equal(withSuspended(text, false), text);
  });
});
