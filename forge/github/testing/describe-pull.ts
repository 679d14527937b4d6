import type { FakePull, FakeState } from './fake-state.ts';
import type { FakeCall } from './handler.ts';

/** `acme:change`; `undefined`: the fork is gone. */
export function headLabel({ headRepository, headBranch }: FakePull): string | undefined {
  return headRepository === null ? undefined : `${headRepository.split('/')[0]}:${headBranch}`;
}

/** What a pull request changes against its merge base, renames found as Git finds them. */
export async function changesOf(state: FakeState, pull: FakePull): Promise<Record<string, string>[]> {
  const { git } = state;
  const base = await baseOf(state, pull);
  const fork = (await git.git('merge-base', base, pull.headSha)).trim();
  const fields = (await git.git('diff', '--name-status', '-M', '-z', fork, pull.headSha)).split('\0');
  const names: Readonly<Record<string, string>> = {
    A: 'added',
    D: 'removed',
    M: 'modified',
    R: 'renamed',
    T: 'changed',
  };
  const found: Record<string, string>[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const letter = fields[at]?.[0] ?? '';
    const [first = '', second = ''] = [fields[at + 1], fields[at + 2]];
    const isRename = letter === 'R';
    const status = names[letter] ?? 'modified';
    found.push(isRename ? { filename: second, previous_filename: first, status } : { filename: first, status });
    at += isRename ? 3 : 2;
  }
  return found;
}

/** A pull request as an operation answers it: GitHub's example with what is so here. */
export async function describePull(
  { state, api, url }: FakeCall,
  pull: FakePull,
  operationId: string,
  status = 200,
): Promise<object> {
  const example = api.example(operationId, status);
  const { number, title, body, merged } = pull;
  const [head, base, user] = [example['head'] as Repo, example['base'] as Repo, example['user'] as object];
  return {
    ...example,
    number,
    title,
    body,
    state: pull.state,
    draft: false,
    html_url: `${url}/${state.fullName}/pull/${number}`,
    user: { ...user, login: pull.author },
    head: describeHead(head, pull),
    base: {
      ...base,
      ref: pull.baseBranch,
      sha: await baseOf(state, pull),
      repo: { ...base.repo, full_name: state.fullName },
    },
    requested_teams: [],
    requested_reviewers: [],
    created_at: pull.openedAt,
    closed_at: merged?.at ?? null,
    merged_at: merged?.at ?? null,
    // Before the merge, GitHub has the commit of a trial merge here.
    merge_commit_sha: merged?.sha ?? 'e'.repeat(40),
    ...('changed_files' in example ? await details(state, pull) : {}),
  };
}

/** What only the answer for one pull request has. */
async function details(state: FakeState, pull: FakePull): Promise<object> {
  const changed_files = (await changesOf(state, pull)).length;
  return { merged: pull.merged !== undefined, mergeable: pull.state === 'open' ? true : null, changed_files };
}

function describeHead(example: Repo, pull: FakePull): object {
  const { headBranch: ref, headSha: sha, headRepository } = pull;
  const repo = headRepository === null ? null : { ...example.repo, full_name: headRepository };
  return { ...example, ref, sha, label: headLabel(pull) ?? ref, repo };
}

async function baseOf({ git }: FakeState, { merged, baseBranch }: FakePull): Promise<string> {
  return merged?.baseSha ?? (await git.head(baseBranch)) ?? '';
}

interface Repo {
  readonly repo: object;
}
