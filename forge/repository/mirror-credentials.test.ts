import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { startGitServer } from '../testing/git-server.ts';
import { mirrorBed, type MirrorBed } from '../testing/mirror-bed.ts';
import { RepositoryError } from './repository-error.ts';
import type { Credentials } from './credentials.ts';

const { signal } = new AbortController();
const token = 's3cr3t/t0ken+with=signs';
const right = { username: 'x-access-token', password: token };

describe("a mirror's credentials", function () {
  this.timeout(20_000);
  let bed: MirrorBed;
  let head: string;

  beforeEach(async () => {
    bed = await mirrorBed();
    bed.server.credentials = right;
    head = await bed.repository.commit({ 'stores/a.yaml': 'a' });
  });

  afterEach(() => bed.stop());

  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => assert.fail('it should have failed'),
      (error: unknown) => error,
    );
  const assertNoSecret = (text: string) => {
    for (const form of [token, encodeURIComponent(token), Buffer.from(`x-access-token:${token}`).toString('base64')])
      assert.ok(!text.includes(form), text);
  };

  it('let it in, with a token alone, and go with the first request', async () => {
    const mirror = bed.mirror({ credentials: async () => ({ password: token }) });
    assert.equal((await mirror.fetch(signal)).head, head);
    assert.ok(bed.server.requests.every(({ authorization }) => authorization !== undefined));
    assert.equal(bed.server.requests.length, 4);
  });

  it('are wanted when there are none', async () => {
    await assert.rejects(bed.mirror().fetch(signal), { code: 'Unauthorized', message: /wants credentials/ });
    await assert.rejects(bed.mirror({ credentials: async () => undefined }).fetch(signal), { code: 'Unauthorized' });
  });

  it('are asked for before every fetch, so that a new token is picked up', async () => {
    let current: Credentials = { password: 'old' };
    const mirror = bed.mirror({ credentials: async () => current });
    await assert.rejects(mirror.fetch(signal), { code: 'Unauthorized', message: /does not accept the credentials/ });
    current = { password: token };
    assert.equal((await mirror.fetch(signal)).head, head);
    bed.server.credentials = { username: 'x-access-token', password: 'rotated' };
    await assert.rejects(mirror.fetch(signal), { code: 'Unauthorized' });
    current = { password: 'rotated' };
    assert.equal((await mirror.fetch(signal)).changed, false);
  });

  it('are in no error, even when the server repeats them', async () => {
    bed.server.credentials = { username: 'x-access-token', password: 'another' };
    const error = await failure(bed.mirror({ credentials: async () => ({ password: token }) }).fetch(signal));
    assert.match(String(error), /not allowed: Basic \*\*\*/);
    assertNoSecret(inspect(error, { depth: 10, showHidden: true }));
  });

  it('are in no error when the server repeats them in the protocol', async () => {
    const line = `ERR ${token} is not welcome`;
    bed.server.fault = {
      kind: 'alter',
      alter: () => Buffer.from((line.length + 4).toString(16).padStart(4, '0') + line),
    };
    const error = await failure(bed.mirror({ credentials: async () => ({ password: token }) }).fetch(signal));
    assert.match(String(error), /\*\*\* is not welcome/);
    assertNoSecret(inspect(error, { depth: 10, showHidden: true }));
  });

  it('are nowhere on disk', async () => {
    await bed.mirror({ credentials: async () => ({ password: token }) }).fetch(signal);
    for (const entry of await readdir(bed.directory, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) assertNoSecret(await readFile(join(entry.parentPath, entry.name), 'latin1'));
    }
  });

  it('go to no other server: a redirect there is refused', async () => {
    const other = await startGitServer({ repositories: ['shop'] });
    bed.server.fault = { kind: 'redirect', to: other.origin };
    const mirror = bed.mirror({ credentials: async () => ({ password: token }) });
    const error = await failure(mirror.fetch(signal));
    await other.stop();
    assert.ok(error instanceof RepositoryError && error.code === 'Moved');
    assert.ok(error.message.includes(`redirects to another server: ${other.origin}/shop`));
    assert.equal(other.requests.length, 0);
  });

  it('follow a redirect within the server', async () => {
    bed.server.fault = { kind: 'rename', from: '/old-name.git', to: '/shop.git' };
    const mirror = bed.mirror({
      url: `${bed.server.origin}/old-name.git`,
      credentials: async () => ({ password: token }),
    });
    assert.equal((await mirror.fetch(signal)).head, head);
    const next = await bed.repository.commit({ 'stores/b.yaml': 'b' });
    assert.deepEqual(await mirror.fetch(signal), { head: next, previous: head, changed: true, rewritten: false });
  });

  it('are not sent round in circles', async () => {
    bed.server.fault = { kind: 'redirect', to: '' };
    await assert.rejects(bed.mirror({ credentials: async () => ({ password: token }) }).fetch(signal), {
      code: 'Moved',
      message: /in a circle/,
    });
  });

  it('may fail to be read, or take for ever', async () => {
    const broken = bed.mirror({ credentials: () => Promise.reject(new Error('no such Secret')) });
    await assert.rejects(broken.fetch(signal), { code: 'Unauthorized', message: /no such Secret/ });
    const endless = bed.mirror({ credentials: () => new Promise(() => undefined), timeouts: { totalMs: 50 } });
    await assert.rejects(endless.fetch(signal), { code: 'Timeout' });
  });
});
