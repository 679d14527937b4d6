import assert from 'node:assert/strict';
import { versionAdvice } from './engine-version.ts';
import { woocommerce } from './woocommerce/woocommerce.ts';

describe('versionAdvice', () => {
  const major = Number.parseInt(woocommerce.defaultVersion, 10);
  const advice = (version?: string) => versionAdvice('woocommerce', version, 'spec.version');

  it('speaks of versions older than the major version that was tested', () => {
    const old = `${major - 1}.9.9`;
    assert.match(advice(old) ?? '', new RegExp(`^spec\\.version ${old} is deprecated.*${woocommerce.defaultVersion}`));
  });

  it('has nothing to say of others, nor when none is given', () => {
    assert.deepEqual([advice(`${major}.0`), advice(`${major + 1}.0`), advice()], [undefined, undefined, undefined]);
  });
});
