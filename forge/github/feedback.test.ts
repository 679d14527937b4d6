import assert from 'node:assert/strict';
import { connectForge } from '../connect-forge.ts';
import type { Forge } from '../forge.ts';
import { FakeGithub } from './testing/fake-github.ts';

const signal = () => AbortSignal.timeout(20_000);

describe('what GitHub is told of a commit', function () {
  this.timeout(30_000);
  let github: FakeGithub;
  let forge: Forge;
  let sha: string;

  before(async () => {
    github = await FakeGithub.start();
    const { appId, privateKey } = github.accounts.addApp('urumi', 'write');
    const credentials = { kind: 'app', appId, privateKey: async () => privateKey } as const;
    forge = connectForge({ repository: github.repository, credentials, pace: 'unpaced' });
    sha = (await github.git.head()) ?? '';
  });

  after(async () => {
    await forge.close();
    assert.deepEqual(github.violations, []);
    await github[Symbol.asyncDispose]();
  });

  const writes = () => github.requests.filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId);
  const run = { name: 'urumi/plan', title: 'Plan', summary: 'Opens 1 store.' };

  it('is one check run that changes, whatever becomes of it', async () => {
    const wish = { ...run, headSha: sha };
    const { id, url } = await forge.setCheckRun({ ...wish, status: 'in_progress' }, signal());
    assert.equal((await forge.readVerdict(sha, 'urumi/plan', signal()))?.state, 'pending');
    const verdicts = {
      success: 'success',
      neutral: 'success',
      failure: 'failure',
      action_required: 'failure',
    } as const;
    for (const [conclusion, expected] of Object.entries(verdicts)) {
      const completed = { ...wish, status: 'completed', conclusion: conclusion as keyof typeof verdicts } as const;
      assert.deepEqual(await forge.setCheckRun(completed, signal()), { id, url });
      const verdict = await forge.readVerdict(sha, 'urumi/plan', signal());
      assert.deepEqual([verdict?.state, verdict?.description], [expected, 'Plan'], conclusion);
    }
    assert.equal(github.state.checkRuns.length, 1);
    const again = await forge.setCheckRun({ ...wish, status: 'in_progress' }, signal());
    assert.notEqual(again.id, id, 'what has ended does not begin again');
    assert.equal((await forge.readVerdict(sha, 'urumi/plan', signal()))?.state, 'pending');
  });

  it('is cut to what a check run may hold, and says so', async () => {
    const annotations = Array.from({ length: 70 }, (_, at) => {
      return { path: 'stores/a.yaml', line: at + 1, column: 3, level: 'failure', message: 'x'.repeat(70_000) } as const;
    });
    const summary = `${'🌷'.repeat(40_000)}the end`;
    await forge.setCheckRun({ ...run, headSha: sha, summary, annotations, status: 'in_progress' }, signal());
    const fields: Record<string, unknown> = github.state.checkRuns.at(-1)?.fields ?? {};
    const output = fields['output'] as { summary: string; annotations: object[] };
    assert.ok(output.summary.length <= 65_535 && output.summary.endsWith('too long for a check run.'));
    assert.ok(output.summary.isWellFormed());
    assert.equal(output.annotations.length, 50);
    assert.deepEqual(
      { ...output.annotations[2], message: '' },
      {
        path: 'stores/a.yaml',
        start_line: 3,
        end_line: 3,
        start_column: 3,
        end_column: 3,
        annotation_level: 'failure',
        message: '',
      },
    );
  });

  it('marks no line that an earlier run has marked: what was wrong may be mended meanwhile', async () => {
    const mark = { path: 'stores/a.yaml', line: 7, level: 'failure', message: 'taken' } as const;
    const wish = { ...run, name: 'urumi/marks', headSha: sha, status: 'completed' } as const;
    const marks = () => {
      const newest = github.state.checkRuns.findLast(({ name }) => name === wish.name);
      const { annotations } = (newest?.fields['output'] ?? {}) as { annotations?: object[] };
      return annotations?.length;
    };
    for (let time = 1; time <= 2; time++) {
      await forge.setCheckRun({ ...wish, conclusion: 'failure', annotations: [mark] }, signal());
      assert.equal(marks(), 1);
    }
    await forge.setCheckRun({ ...wish, conclusion: 'success' }, signal());
    assert.equal(marks(), 0);
    assert.equal((await forge.readVerdict(sha, wish.name, signal()))?.state, 'success');
    await forge.setCheckRun({ ...wish, conclusion: 'neutral' }, signal());
    assert.equal(github.state.checkRuns.filter(({ name }) => name === wish.name).length, 3);
  });

  it('is no check run from who is no App', async () => {
    const password = github.accounts.addUser('person', 'admin');
    const credentials = { kind: 'token', token: async () => ({ password }) } as const;
    const person = connectForge({ repository: github.repository, credentials, pace: 'unpaced' });
    assert.deepEqual(person.supports, { checkRuns: false, deployments: true });
    const wish = { ...run, headSha: sha, status: 'queued' } as const;
    await assert.rejects(person.setCheckRun(wish, signal()), { code: 'Unsupported' });
    await person.close();
  });

  it('is one deployment for each commit and environment, with a status for each change', async () => {
    const wish = { sha, environment: 'store/flower-shop', description: 'Provisioning' } as const;
    const before = writes().length;
    const { id } = await forge.setDeployment({ ...wish, state: 'in_progress' }, signal());
    await forge.setDeployment({ ...wish, state: 'in_progress' }, signal());
    const links = { environmentUrl: 'https://flower.example.com', logUrl: 'https://urumi.example.com/flower' };
    const ready = { ...wish, ...links, state: 'success', description: 'Ready' } as const;
    assert.deepEqual(await forge.setDeployment(ready, signal()), { id });
    await forge.setDeployment(ready, signal());
    const told = ['repos/create-deployment', 'repos/create-deployment-status', 'repos/create-deployment-status'];
    assert.deepEqual(writes().slice(before), told);
    const { environment_url, log_url, state } = github.state.deployments[0]?.statuses.at(-1) ?? {};
    assert.deepEqual([state, environment_url, log_url], ['success', links.environmentUrl, links.logUrl]);
  });

  it('shows nothing as deployed that is not there any more, and nothing as on its way that was overtaken', async () => {
    const wish = { environment: 'store/tea-shop', description: 'words' } as const;
    const commits = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => github.git.commit({ [`stores/${name}.yaml`]: name }, { branch: name })),
    );
    const said = async (at: number, state: 'in_progress' | 'success' | 'failure' | 'inactive') =>
      void (await forge.setDeployment({ ...wish, sha: commits[at] ?? '', state }, signal()));
    const states = () =>
      github.state.deployments
        .filter(({ environment }) => environment === wish.environment)
        .map(({ statuses }) => statuses.at(-1)?.['state']);
    await said(0, 'success');
    await said(1, 'in_progress');
    await said(2, 'failure');
    assert.deepEqual(states(), ['success', 'in_progress', 'failure']);
    await said(3, 'inactive');
    assert.deepEqual(states(), ['inactive', 'inactive', 'failure', 'inactive']);
    const before = writes().length;
    await said(3, 'inactive');
    assert.equal(writes().length, before);
    const again = await github.git.commit({ 'stores/e.yaml': 'e' }, { branch: 'e' });
    await forge.setDeployment({ ...wish, sha: again, state: 'in_progress' }, signal());
    const last = await github.git.commit({ 'stores/f.yaml': 'f' }, { branch: 'f' });
    await forge.setDeployment({ ...wish, sha: last, state: 'success' }, signal());
    assert.deepEqual(states().slice(-2), ['inactive', 'success']);
  });

  it('is not written again when it is so already', async () => {
    const status = { sha, context: 'urumi/apply', state: 'success', description: 'All 3 stores are Ready' } as const;
    const before = writes().length;
    await forge.setStatus(status, signal());
    await forge.setStatus(status, signal());
    assert.deepEqual(writes().slice(before), ['repos/create-commit-status']);
  });

  it('needs one token for an hour, and the key for nothing else', async () => {
    const tokens = github.requests.filter(({ operationId }) => operationId === 'apps/create-installation-access-token');
    assert.equal(tokens.length, 1);
  });
});
