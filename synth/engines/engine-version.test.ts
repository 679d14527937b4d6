import assert from 'node:assert/strict';
import { versionAdvice, versionStanding, versionViolations } from './engine-version.ts';
import { woocommerce } from './woocommerce/woocommerce.ts';

const major = Number.parseInt(woocommerce.defaultVersion, 10);

describe('the version of an engine', () => {
  it('is current in the major version that was tested, deprecated in the one before, else unknown', () => {
    const standings = [major + 1, major, major - 1, major - 2].map((own) =>
      versionStanding('woocommerce', `${own}.3.5`),
    );
    assert.deepEqual(standings, ['unknown', 'current', 'deprecated', 'unknown']);
  });

  it('is a violation when it is unknown, which says what is known', () => {
    const [violation, ...rest] = versionViolations('woocommerce', `${major + 1}.0`, 'spec.version');
    assert.deepEqual(rest, []);
    assert.equal(violation?.path, 'spec.version');
    assert.match(violation?.message ?? '', new RegExp(`it runs woocommerce ${major - 1} and ${major}`));
  });

  it('is worth a remark when it is deprecated, and nothing else', () => {
    assert.match(versionAdvice('woocommerce', `${major - 1}.9`, 'spec.version') ?? '', /is deprecated/);
    assert.equal(versionAdvice('woocommerce', `${major}.9`, 'spec.version'), undefined);
    assert.deepEqual(versionViolations('woocommerce', `${major - 1}.9`, 'spec.version'), []);
  });

  it('is no matter when none is given', () => {
    assert.deepEqual(versionViolations('woocommerce', undefined, 'spec.version'), []);
    assert.equal(versionAdvice('woocommerce', undefined, 'spec.version'), undefined);
  });
});
