import assert from 'node:assert/strict';
import type { Forge } from '../forge.ts';
import { isForgeError, type ForgeErrorCode } from '../forge-error.ts';
import type { PullRequest } from '../pull-request.ts';

/** A forge to be held to the contract, with a repository whose branch `main` has a README.md. */
export interface ForgeUnderTest {
  /** May administer the repository. */
  readonly forge: Forge;
  /** Another account's view of the same repository. */
  readonly other: Forge;
  /** Commits on `main`, before it is protected. @returns the commit's id */
  commit(files: Readonly<Record<string, string>>): Promise<string>;
}

const marker = '<!-- urumi:plan -->';
const signal = (): AbortSignal => AbortSignal.timeout(30_000);
const fails = (work: Promise<unknown>, code: ForgeErrorCode) =>
  assert.rejects(work, (error) => {
    assert.ok(isForgeError(error, code), `${String(error)} should have the code ${code}`);
    assert.match(error.message, /^could not .+ on http:\/\/127\.0\.0\.1:\d+: .+\.$/s);
    return true;
  });

/** What every forge owes its callers: one walk through the whole interface, so that the tests build on each other as people do. */
export function holdForgeToContract(under: () => ForgeUnderTest): void {
  let base: string;
  let head: string;
  let pull: PullRequest;
  const forge = (): Forge => under().forge;

  it('knows who we are and what we may do', async () => {
    const { login, isBot, access } = await forge().whoAmI(signal());
    assert.ok(login.length > 0);
    assert.equal(isBot, login.endsWith('[bot]'));
    assert.equal(access, 'admin');
  });

  it('commits several files on a new branch at once', async () => {
    base = await under().commit({
      'stores/old.yaml': 'kind: Store\nname: old\nplan: small\n',
      'stores/gone.yaml': 'x\n',
    });
    ({ sha: head } = await forge().commitFiles(
      {
        branch: 'open/flower-shop',
        base,
        message: 'Open the flower shop',
        files: {
          'stores/flower.yaml': 'title: Café 🌷\n',
          'stores/gone.yaml': null,
          'stores/old.yaml': null,
          'stores/new.yaml': 'kind: Store\nname: old\nplan: small\n',
          'logo.bin': new Uint8Array([0, 255, 128]),
          'README.md': 'changed\n',
        },
      },
      signal(),
    ));
    assert.match(head, /^[0-9a-f]{40}$/);
  });

  it('reads where a branch is, and files as a commit has them', async () => {
    assert.deepEqual(await forge().readBranch('open/flower-shop', signal()), { sha: head });
    assert.equal(await forge().readBranch('never/there', signal()), undefined);
    const file = await forge().readFile('stores/flower.yaml', head, signal());
    assert.equal(Buffer.from(file?.content ?? []).toString(), 'title: Café 🌷\n');
    assert.match(file?.blob ?? '', /^[0-9a-f]{40}$/);
    assert.equal(await forge().readFile('stores/flower.yaml', base, signal()), undefined);
    assert.equal(await forge().readFile('stores', head, signal()), undefined);
    await fails(forge().readFile('../../../user', head, signal()), 'Invalid');
    await fails(forge().readFile('README.md', 'main', signal()), 'Invalid');
    await fails(forge().readBranch('--force', signal()), 'Invalid');
  });

  it('commits nothing where a branch is already, on a commit that is not there, or on nonsense', async () => {
    const files = { 'a.yaml': 'a\n' };
    const commit = (change: object) =>
      forge().commitFiles({ branch: 'another', base, message: 'Try', files, ...change }, signal());
    await fails(commit({ branch: 'open/flower-shop' }), 'Conflict');
    await fails(commit({ base: '1'.repeat(40) }), 'NotFound');
    await fails(commit({ base: 'main' }), 'Invalid');
    await fails(commit({ branch: '--force' }), 'Invalid');
    await fails(commit({ files: {} }), 'Invalid');
    await fails(commit({ files: { '../outside': 'x' } }), 'Invalid');
    await fails(commit({ files: { 'stores/never-there.yaml': null } }), 'Invalid');
  });

  it('opens a pull request, once', async () => {
    const wish = { head: 'open/flower-shop', base: 'main', title: 'Open the flower shop', body: 'Please.' };
    pull = await forge().openPullRequest(wish, signal());
    const { login } = await forge().whoAmI(signal());
    assert.equal(pull.author, login);
    assert.deepEqual(
      [pull.title, pull.body, pull.state, pull.isFork, pull.mergedAt, pull.mergeCommitSha],
      ['Open the flower shop', 'Please.', 'open', false, undefined, undefined],
    );
    const repository = `${forge().repository.owner}/${forge().repository.name}`;
    assert.ok(Math.abs(Date.now() - pull.openedAt.getTime()) < 60_000 && pull.closedAt === undefined);
    assert.deepEqual(pull.head, { branch: 'open/flower-shop', sha: head, repository });
    assert.deepEqual(pull.base, { branch: 'main', sha: base, repository });
    assert.equal(pull.fetchRef, `refs/pull/${pull.number}/head`);
    await fails(forge().openPullRequest(wish, signal()), 'Conflict');
  });

  it('opens no pull request that has nothing to merge', async () => {
    const wish = { base: 'main', title: 'Nothing', body: '' };
    await fails(forge().openPullRequest({ ...wish, head: 'no-such-branch' }, signal()), 'Invalid');
    await fails(forge().openPullRequest({ ...wish, head: 'main' }, signal()), 'Invalid');
  });

  it('finds pull requests by head, by base and by state', async () => {
    const numbers = async (query: object) => {
      const { items, complete } = await forge().findPullRequests(query, signal());
      assert.equal(complete, true);
      return items.map(({ number }) => number);
    };
    assert.deepEqual(await numbers({}), [pull.number]);
    assert.deepEqual(await numbers({ head: 'open/flower-shop', base: 'main' }), [pull.number]);
    assert.deepEqual(await numbers({ head: 'flower-shop' }), []);
    assert.deepEqual(await numbers({ base: 'other' }), []);
    assert.deepEqual(await numbers({ state: 'closed' }), []);
  });

  it('reads a pull request, and knows which one is not there', async () => {
    const read = await forge().readPullRequest(pull.number, signal());
    assert.deepEqual([read.number, read.head.sha, read.isFork], [pull.number, head, false]);
    await fails(forge().readPullRequest(9_999, signal()), 'NotFound');
  });

  it('lists the files that a pull request changes, renames with the name before', async () => {
    const { files, complete } = await forge().listChangedFiles(pull.number, signal());
    assert.equal(complete, true);
    assert.deepEqual(
      files
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ path, change, previousPath }) => [path, change, previousPath]),
      [
        ['README.md', 'modified', undefined],
        ['logo.bin', 'added', undefined],
        ['stores/flower.yaml', 'added', undefined],
        ['stores/gone.yaml', 'removed', undefined],
        ['stores/new.yaml', 'renamed', 'stores/old.yaml'],
      ],
    );
  });

  it('comments once and then in place', async () => {
    const first = await forge().upsertComment(pull.number, marker, '# Plan\n\nOpens 1 store.', signal());
    const second = await forge().upsertComment(pull.number, marker, '# Plan\n\nOpens 2 stores.', signal());
    assert.deepEqual([second.id, second.markdown], [first.id, '# Plan\n\nOpens 2 stores.']);
    assert.deepEqual(await forge().findComment(pull.number, marker, signal()), second);
    assert.equal(await forge().findComment(pull.number, '<!-- urumi:store flower-shop -->', signal()), undefined);
  });

  it('makes one comment even when two are wished for at once', async () => {
    const own = '<!-- urumi:apply -->';
    const both = await Promise.all([
      forge().upsertComment(pull.number, own, 'one', signal()),
      forge().upsertComment(pull.number, own, 'two', signal()),
    ]);
    assert.equal(both[0].id, both[1].id);
  });

  it('takes no comment of somebody else for its own, whatever that says', async () => {
    const ours = await forge().findComment(pull.number, marker, signal());
    const theirs = await under().other.upsertComment(pull.number, marker, 'Nothing to see here.', signal());
    assert.notEqual(theirs.id, ours?.id);
    assert.deepEqual(await forge().findComment(pull.number, marker, signal()), ours);
  });

  it('refuses a comment that is too long, and a marker that is none', async () => {
    await fails(forge().upsertComment(pull.number, marker, 'x'.repeat(65_530), signal()), 'TooLarge');
    await fails(forge().upsertComment(pull.number, 'urumi', 'text', signal()), 'Invalid');
  });

  it('protects a branch, and adds to its protection', async () => {
    await forge().protectBranch({ branch: 'main', requiredStatuses: ['urumi/plan'] }, signal());
    await forge().protectBranch({ branch: 'main', requiredStatuses: ['other/check'] }, signal());
    await fails(forge().mergePullRequest(pull.number, { headSha: head }, signal()), 'Refused');
  });

  it('sets a status, cut to a line that forges take, and reads it again', async () => {
    assert.equal(await forge().readVerdict(head, 'urumi/plan', signal()), undefined);
    const status = { sha: head, context: 'urumi/plan', targetUrl: 'https://urumi.test/plans/7' };
    await forge().setStatus({ ...status, state: 'pending', description: 'Planning' }, signal());
    await forge().setStatus({ ...status, state: 'success', description: 'Opens 1 store. '.repeat(20) }, signal());
    const verdict = await forge().readVerdict(head, 'urumi/plan', signal());
    assert.deepEqual([verdict?.state, verdict?.targetUrl], ['success', status.targetUrl]);
    assert.ok(verdict?.description.endsWith('…') && verdict.description.length === 140);
    await fails(forge().readVerdict('1'.repeat(40), 'urumi/plan', signal()), 'NotFound');
  });

  it('merges when everything that is required has succeeded, and only the head that was looked at', async () => {
    const merge = (headSha: string) =>
      forge().mergePullRequest(pull.number, { headSha, title: 'Open it', message: 'Urumi-Test: yes' }, signal());
    await fails(merge(head), 'Refused');
    await forge().setStatus({ sha: head, context: 'other/check', state: 'success', description: '' }, signal());
    await fails(merge(base), 'Conflict');
    const { sha } = await merge(head);
    const read = await forge().readPullRequest(pull.number, signal());
    assert.deepEqual([read.state, read.mergeCommitSha], ['merged', sha]);
    assert.ok(read.mergedAt !== undefined && Math.abs(Date.now() - read.mergedAt.getTime()) < 60_000);
    assert.deepEqual(await merge(head), { sha }, 'merging it again finds it merged');
  });

  it('finds the pull request that merged a commit', async () => {
    const { mergeCommitSha = '' } = await forge().readPullRequest(pull.number, signal());
    assert.equal((await forge().findMergedPullRequest(mergeCommitSha, signal()))?.number, pull.number);
    assert.equal(await forge().findMergedPullRequest(base, signal()), undefined);
    assert.equal(await forge().findMergedPullRequest('1'.repeat(40), signal()), undefined);
  });

  it('lists what a pull request has changed also when it is merged, and finds it among the closed ones', async () => {
    const { files, complete } = await forge().listChangedFiles(pull.number, signal());
    assert.ok(complete && files.length > 0);
    const { items } = await forge().findPullRequests({ state: 'closed', base: 'main', limit: 5 }, signal());
    assert.ok(items.some(({ number, state, mergedAt }) => number === pull.number && state === 'merged' && mergedAt));
  });

  it('reads the history of a commit, and of one file in it', async () => {
    const { mergeCommitSha: merge = '' } = await forge().readPullRequest(pull.number, signal());
    const log = await forge().readLog({ revision: merge }, signal());
    assert.equal(log[0]?.sha, merge);
    assert.ok(log.some(({ sha, parents }) => sha === head && parents[0] === base));
    const ofFile = await forge().readLog({ revision: merge, path: 'stores/flower.yaml' }, signal());
    assert.deepEqual(
      ofFile.filter(({ parents }) => parents.length === 1).map(({ sha, title }) => [sha, title]),
      [[head, 'Open the flower shop']],
    );
    assert.ok(Math.abs(Date.now() - (ofFile[0]?.at.getTime() ?? 0)) < 60_000);
    assert.equal((await forge().readLog({ revision: merge, limit: 1 }, signal())).length, 1);
    assert.deepEqual(await forge().readLog({ revision: merge, path: 'stores/never.yaml' }, signal()), []);
    await fails(forge().readLog({ revision: '1'.repeat(40) }, signal()), 'NotFound');
    await fails(forge().readLog({ revision: '1'.repeat(40), path: 'README.md' }, signal()), 'NotFound');
    await fails(forge().readLog({ revision: 'main' }, signal()), 'Invalid');
    await fails(forge().readLog({ revision: merge, path: '../outside' }, signal()), 'Invalid');
  });

  it('deletes a branch, and minds not when it is gone', async () => {
    await forge().deleteBranch('open/flower-shop', signal());
    await forge().deleteBranch('open/flower-shop', signal());
  });

  it('makes a webhook once, and changes it afterwards', async () => {
    const wish = { url: 'http://127.0.0.1:9/webhook', secret: 'a-secret-of-some-length' };
    const first = await forge().ensureWebhook(wish, signal());
    const second = await forge().ensureWebhook({ ...wish, secret: 'another-secret-of-length' }, signal());
    assert.deepEqual([first.created, second], [true, { id: first.id, created: false }]);
    await fails(forge().ensureWebhook({ ...wish, secret: 'short' }, signal()), 'Invalid');
  });

  it('says what it does not support, and does the rest', async () => {
    const run = { name: 'urumi/plan', headSha: head, title: 'Plan', summary: 'Fine', status: 'in_progress' } as const;
    const deployment = { sha: base, environment: 'store/flower', state: 'success', description: 'Ready' } as const;
    const { checkRuns, deployments } = forge().supports;
    if (!checkRuns) await fails(forge().setCheckRun(run, signal()), 'Unsupported');
    else assert.equal((await forge().setCheckRun(run, signal())).id, (await forge().setCheckRun(run, signal())).id);
    if (!deployments) await fails(forge().setDeployment(deployment, signal()), 'Unsupported');
    else
      assert.deepEqual(
        await forge().setDeployment(deployment, signal()),
        await forge().setDeployment(deployment, signal()),
      );
  });

  it('asks nothing about what is no commit and no pull request', async () => {
    await fails(forge().readVerdict('..', 'urumi/plan', signal()), 'Invalid');
    await fails(forge().findMergedPullRequest('main', signal()), 'Invalid');
    await fails(forge().readPullRequest(-1, signal()), 'Invalid');
    await fails(forge().upsertComment(Number.NaN, marker, 'text', signal()), 'Invalid');
  });

  it('ends at once when its caller has asked to stop', async () => {
    await fails(forge().readPullRequest(pull.number, AbortSignal.abort()), 'Cancelled');
  });
}
