import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { binaries } from './catalog.ts';
import { findOnMachine } from './find-on-machine.ts';
import { placeProgram, sampleBinary } from './testing/sample-binary.ts';

describe('a binary on the machine', () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-find-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is looked for in URUMI_BIN, then in KUBEBUILDER_ASSETS, then on the PATH', async () => {
    const env = { URUMI_BIN: at('a'), KUBEBUILDER_ASSETS: at('b'), PATH: `${at('c')}:${process.env.PATH}` };
    const third = placeProgram(at('c'), '1.2.0');
    assert.equal((await findOnMachine(sampleBinary(), env)).found, third);
    const second = placeProgram(at('b'), '1.2.9');
    assert.equal((await findOnMachine(sampleBinary(), env)).found, second);
    const first = placeProgram(at('a'), '1.2.3');
    assert.equal((await findOnMachine(sampleBinary(), env)).found, first);
  });

  it('is passed over when it is of another version, and the next one is taken', async () => {
    placeProgram(at('a'), '1.3.0');
    const right = placeProgram(at('b'), '1.2.3');
    const search = await findOnMachine(sampleBinary(), { PATH: `${at('a')}:${at('b')}:${process.env.PATH}` });
    assert.equal(search.found, right);
    assert.equal(search.skipped.length, 1);
    assert.match(search.skipped[0]!, /PATH: .*\/a\/sample is "sample version 1\.3\.0", wanted 1\.2\.3/);
  });

  it('is passed over when it does not run', async () => {
    placeProgram(at('a'), '1.2.3');
    writeFileSync(at('a/sample'), '#!/bin/sh\nexit 1\n');
    const { found, skipped } = await findOnMachine(sampleBinary(), { URUMI_BIN: at('a') });
    assert.equal(found, undefined);
    assert.match(skipped[0]!, /URUMI_BIN: .*--version` failed/);
  });

  it('is missed where the user said that it is', async () => {
    const { found, skipped } = await findOnMachine(sampleBinary(), { URUMI_BIN: at('nowhere') });
    assert.equal(found, undefined);
    assert.deepEqual(skipped, [`URUMI_BIN: there is no program ${at('nowhere/sample')}`]);
  });

  it('may be a folder of the same name without doing harm', async () => {
    placeProgram(at('a/sample'), '1.2.3');
    assert.deepEqual(await findOnMachine(sampleBinary(), { PATH: at('a') }), { skipped: [] });
  });

  for (const [name, fitting, other] of [
    ['etcd', 'etcd Version: 3.6.2', 'etcd Version: 3.5.21'],
    ['kube-apiserver', 'Kubernetes v1.36.0', 'Kubernetes v1.3.6'],
    ['kwok', 'kwok version v0.8.0 go1.26.8 (linux/amd64)', 'kwok version v0.7.0 go1.24 (linux/amd64)'],
    ['gitea', 'gitea version 1.26.4 built with GNU Make : bindata', 'Gitea version 1.25.0 built with go1.24'],
  ] as const) {
    it(`fits when ${name} says "${fitting}", not when it says "${other}"`, () => {
      assert.match(fitting, binaries[name].fits);
      assert.doesNotMatch(other, binaries[name].fits);
    });
  }
});
