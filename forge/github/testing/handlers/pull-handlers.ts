import { FakeRefusal, invalid } from '../fake-answer.ts';
import { changesOf, describePull, headLabel } from '../describe-pull.ts';
import type { FakePull, FakeState } from '../fake-state.ts';
import { page, type Handler } from '../handler.ts';
import { mergeCommit } from '../merge-commit.ts';

const create: Handler = async (call) => {
  const { state, actor } = call;
  const { title, body, head, base } = call.body as { title: string; body?: string; head: string; base: string };
  const headBranch = head.replace(/^[^:]*:/, '');
  const headSha = await state.git.head(headBranch);
  const baseSha = await state.git.head(base);
  if (headSha === undefined) throw invalid('PullRequest', 'head');
  if (baseSha === undefined) throw invalid('PullRequest', 'base');
  const commits = await state.git.git('rev-list', '--count', `${baseSha}..${headSha}`);
  if (commits.trim() === '0') throw invalid('PullRequest', 'base', `No commits between ${base} and ${headBranch}`);
  if (state.pulls.some((pull) => pull.state === 'open' && pull.headBranch === headBranch && pull.baseBranch === base))
    throw invalid('PullRequest', 'head', `A pull request already exists for ${state.owner}:${headBranch}.`);
  const pull: FakePull = {
    number: state.nextId(),
    title,
    body: body ?? null,
    author: actor.login,
    openedAt: new Date().toISOString(),
    headBranch,
    headRepository: state.fullName,
    baseBranch: base,
    headSha,
    state: 'open',
  };
  state.pulls.push(pull);
  await state.followBranches();
  return { status: 201, body: await describePull(call, pull, 'pulls/create', 201) };
};

const list: Handler = async (call) => {
  const { state, query } = call;
  const wanted = query['state'] ?? 'open';
  const found = state.pulls
    .filter((pull) => wanted === 'all' || pull.state === wanted)
    .filter((pull) => query['head'] === undefined || headLabel(pull) === query['head'])
    .filter((pull) => query['base'] === undefined || pull.baseBranch === query['base'])
    .toSorted((a, b) => b.number - a.number);
  return {
    status: 200,
    body: await Promise.all(page(found, call).map((pull) => describePull(call, pull, 'pulls/list'))),
  };
};

const get: Handler = async (call) => ({
  status: 200,
  body: await describePull(call, call.state.pull(Number(call.params['pull_number'])), 'pulls/get'),
});

const listFiles: Handler = async (call) => {
  const changed = await changesOf(call.state, call.state.pull(Number(call.params['pull_number'])));
  const example = call.api.example('pulls/list-files');
  // No more than 3,000, whatever page is asked for.
  return { status: 200, body: page(changed.slice(0, 3_000), call).map((change) => Object.assign({}, example, change)) };
};

const merge: Handler = async (call) => {
  const pull = call.state.pull(Number(call.params['pull_number']));
  if (call.actor.access === 'read') throw new FakeRefusal(403, 'Resource not accessible by personal access token');
  const { sha, merge_method = 'merge', commit_title, commit_message } = call.body as Record<string, string>;
  if (pull.state === 'closed') throw new FakeRefusal(405, 'Pull Request is not mergeable');
  if (sha !== undefined && sha !== pull.headSha)
    throw new FakeRefusal(409, 'Head branch was modified. Review and try the merge again.');
  const missing = call.state
    .requiredContexts(pull.baseBranch)
    .filter((context) => !succeeded(call.state, pull, context));
  if (missing.length > 0)
    throw new FakeRefusal(
      405,
      `Repository rule violations found\n\nRequired status check "${missing[0]}" is expected.\n\n`,
    );
  const title = commit_title ?? `Merge pull request #${pull.number} from ${headLabel(pull)?.replace(':', '/')}`;
  const message = `${title}\n\n${commit_message ?? pull.title}`;
  const merged = await mergeCommit(call.state.git, { pull, method: merge_method, message });
  if (merged === undefined) throw new FakeRefusal(405, 'Pull Request is not mergeable');
  pull.merged = { ...merged, at: new Date().toISOString(), by: call.actor.login };
  pull.state = 'closed';
  return { status: 200, body: { sha: merged.sha, merged: true, message: 'Pull Request successfully merged' } };
};

const associated: Handler = async (call) => {
  const sha = call.params['commit_sha'] ?? '';
  const known = await call.state.git.git('cat-file', '-t', sha).catch(() => '');
  if (known.trim() !== 'commit') throw new FakeRefusal(422, `No commit found for SHA: ${sha}`);
  const found: object[] = [];
  for (const pull of call.state.pulls) {
    const base = pull.merged?.baseSha ?? (await call.state.git.head(pull.baseBranch)) ?? '';
    const commits = await call.state.git.git('rev-list', pull.headSha, `^${base}`);
    if (pull.merged?.sha === sha || commits.includes(sha)) found.push(await describePull(call, pull, call.operationId));
  }
  return { status: 200, body: page(found, call) };
};

function succeeded(state: FakeState, { headSha }: FakePull, context: string): boolean {
  const status = state.statuses.findLast((one) => one.sha === headSha && one.context === context);
  const run = state.checkRuns.findLast((one) => one.head_sha === headSha && one.name === context);
  return status?.state === 'success' || ['success', 'neutral', 'skipped'].includes(String(run?.fields['conclusion']));
}

/** Pull requests. */
export const pullHandlers: Readonly<Record<string, Handler>> = {
  'pulls/create': create,
  'pulls/list': list,
  'pulls/get': get,
  'pulls/list-files': listFiles,
  'pulls/merge': merge,
  'repos/list-pull-requests-associated-with-commit': associated,
};
