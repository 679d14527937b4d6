import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { candidateName } from './candidate-name.ts';

describe('candidateName', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'urumi-candidate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the same for a process that starts again in its folder, and another one elsewhere', async () => {
    const data = path.join(folder, 'a', 'deep');
    const first = await candidateName(data);
    assert.ok(first.startsWith(`${hostname()}_`));
    assert.equal(await candidateName(data), first);
    assert.notEqual(await candidateName(path.join(folder, 'b')), first);
  });

  it('is made anew where a crash has left half of it', async () => {
    await writeFile(path.join(folder, 'candidate'), '1b2c');
    const made = await candidateName(folder);
    assert.doesNotMatch(made, /_1b2c$/);
    assert.equal(await candidateName(folder), made);
  });

  it('says that the folder cannot be written', async () => {
    await writeFile(path.join(folder, 'file'), '');
    await assert.rejects(candidateName(path.join(folder, 'file')), /EEXIST|ENOTDIR/);
  });
});
