import assert from 'node:assert/strict';
import { connectForge } from '../../connect-forge.ts';
import type { Forge } from '../../forge.ts';
import { FakeGithub } from './fake-github.ts';

const signal = () => AbortSignal.timeout(20_000);

describe('the fake GitHub', function () {
  this.timeout(30_000);
  let github: FakeGithub;
  let authorization: string;
  let forge: Forge;

  before(async () => {
    github = await FakeGithub.start();
    const password = github.accounts.addUser('urumi', 'admin');
    authorization = `token ${password}`;
    const credentials = { kind: 'token', token: async () => ({ password }) } as const;
    forge = connectForge({ repository: github.repository, credentials, pace: 'unpaced' });
  });

  after(async () => {
    await forge.close();
    await github[Symbol.asyncDispose]();
  });

  const send = async (method: string, path: string, body?: object) => {
    const before = github.violations.length;
    const sent = { method, headers: { authorization }, ...(body ? { body: JSON.stringify(body) } : {}) };
    const { status } = await fetch(`${github.repository.url}/api/v3${path}`, sent);
    return { status, violations: github.violations.slice(before).join('\n') };
  };
  const status = (fields: object) => send('POST', `/repos/acme/stores/statuses/${'a'.repeat(40)}`, fields);

  it('refuses what GitHub does not document: fields, values, parameters, paths', async () => {
    const refused: [{ status: number; violations: string }, number, RegExp][] = [
      [await status({ state: 'success', contxt: 'urumi/plan' }), 422, /contxt/],
      [await status({ state: 'neutral' }), 422, /allowed values/],
      [await status({ context: 'urumi/plan' }), 422, /required property 'state'/],
      [await send('GET', '/repos/acme/stores/pulls?limit=50'), 422, /no parameter limit/],
      [await send('GET', '/repos/acme/stores/pulls?state=merged'), 422, /allowed values/],
      [await send('POST', '/repos/acme/stores/pulls/1/merge', {}), 404, /GitHub has no POST/],
    ];
    for (const [answer, expected, violation] of refused) {
      assert.equal(answer.status, expected);
      assert.match(answer.violations, violation);
    }
    assert.deepEqual(await status({ state: 'success' }), { status: 201, violations: '' });
  });

  it('notices when its own answer is not one of GitHub', async () => {
    const { published } = github;
    const fine = published.example('git/create-ref', 201);
    assert.deepEqual(published.faultsOfAnswer('git/create-ref', 201, fine), []);
    const { object: _, ...broken } = fine;
    assert.match(published.faultsOfAnswer('git/create-ref', 201, broken).join(), /object/);
    assert.match(published.faultsOfAnswer('git/create-ref', 299, fine).join(), /no answer 299/);
  });

  it('has pull requests from forks, whose commits are reachable by their ref only', async () => {
    const files = { 'stores/evil.yaml': 'kind: Store\n' };
    const { number, headSha } = await github.openForkPull({ owner: 'eve', branch: 'main', title: 'Mine', files });
    const pull = await forge.readPullRequest(number, signal());
    assert.deepEqual([pull.isFork, pull.author, pull.head.repository], [true, 'eve', 'eve/stores']);
    assert.equal((await github.git.git('rev-parse', pull.fetchRef)).trim(), headSha);
    assert.deepEqual((await forge.findPullRequests({ head: 'main' }, signal())).items, []);
    assert.deepEqual((await forge.listChangedFiles(number, signal())).files.length, 1);
  });

  it('lists no more than 3,000 changed files, and the caller is told', async () => {
    const files = Object.fromEntries(Array.from({ length: 3_050 }, (_, at) => [`stores/s${at}.yaml`, `${at}\n`]));
    const { number } = await github.openForkPull({ owner: 'eve', branch: 'all', title: 'All', files });
    const { files: changed, complete } = await forge.listChangedFiles(number, signal());
    assert.deepEqual([changed.length, complete], [3_000, false]);
  });
});
