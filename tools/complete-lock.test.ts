import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { missingEntries, type LockedPackages } from './complete-lock.ts';

describe('missingEntries', () => {
  for (const file of ['package-lock.json', 'images/medusa/package-lock.json']) {
    it(`finds nothing to add to ${file}`, () => {
      const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: LockedPackages };
      assert.deepEqual(
        Object.keys(missingEntries(lock.packages)),
        [],
        `\`npm ci\` would refuse it: run \`npm run lock -- ${file}\``,
      );
    });
  }

  it('adds the builds for other platforms, with what their names say of the platform', () => {
    const packages: LockedPackages = {
      'node_modules/fast': {
        dev: true,
        optionalDependencies: { '@fast/linux-arm64-musl': '1.2.3', '@fast/darwin-x64': '1.2.3' },
      },
      'node_modules/@fast/darwin-x64': { version: '1.2.3' },
    };
    assert.deepEqual(missingEntries(packages), {
      'node_modules/@fast/linux-arm64-musl': {
        version: '1.2.3',
        os: ['linux'],
        cpu: ['arm64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      },
    });
  });

  it('finds an entry that is nested below the package that asks for it', () => {
    const packages: LockedPackages = {
      'node_modules/outer/node_modules/fast': { optionalDependencies: { 'fast-linux-x64': '1.0.0' } },
      'node_modules/outer/node_modules/fast-linux-x64': { version: '1.0.0' },
    };
    assert.deepEqual(missingEntries(packages), {});
  });

  it('refuses to guess the platform of a package whose name tells none', () => {
    assert.throws(
      () => missingEntries({ 'node_modules/a': { optionalDependencies: { fsevents: '2.0.0' } } }),
      /fsevents/u,
    );
  });
});
