import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../cluster/clock.ts';
import { connectForge } from '../../../forge/connect-forge.ts';
import { FakeGithub } from '../../../forge/github/testing/fake-github.ts';
import { recordedLog } from '../../../webhook/testing/recorded-log.ts';
import { freePort } from '../../testing/free-port.ts';
import { PlayedCluster } from '../../testing/played-cluster.ts';
import { startUi, type RunningUi } from '../start-ui.ts';

const hour = 3_600_000;
const never = new AbortController().signal;

describe('the tokens of a session at the forge', function () {
  this.timeout(30_000);
  const log = recordedLog();
  const secrets = [randomBytes(32)];
  let github: FakeGithub;
  let uis: RunningUi[];
  let pull: { number: number; headSha: string };
  let now: number;
  let keys = 0;

  const startOne = async (): Promise<RunningUi> => {
    const port = await freePort();
    const writes = {
      repository: github.repository,
      signIn: {
        kind: 'oauth',
        clientId: 'urumi',
        clientSecret: async () => 'the-secret-of-the-app\n',
        publicUrl: `http://127.0.0.1:${port}`,
        scope: '',
      },
      readers: 'members',
      secrets,
    } as const;
    const clock = { ...systemClock, now: () => now };
    return startUi({
      api: new PlayedCluster(1).api,
      namespace: 'urumi-system',
      log,
      version: '0',
      port,
      clock,
      writes,
    });
  };

  before(async () => {
    github = await FakeGithub.start();
    now = Date.now();
    uis = await Promise.all([startOne(), startOne()]);
    const password = github.accounts.addUser('ben', 'admin');
    const credentials = { kind: 'token', token: async () => ({ password }) } as const;
    const forge = connectForge({ repository: github.repository, credentials, pace: 'unpaced' });
    const base = (await github.git.head()) ?? '';
    const headSha = await github.git.commit({ 'stores/a.yaml': 'a\n' }, { branch: 'change', parent: base });
    const wish = { head: 'change', base: 'main', title: 'T', body: '' };
    pull = { number: (await forge.openPullRequest(wish, never)).number, headSha };
    await forge.close();
  });

  beforeEach(() => {
    now += hour;
    github.oauth.requests.length = 0;
    github.oauth.fault = undefined;
  });

  after(async () => {
    await Promise.all((uis ?? []).map((ui) => ui.stop()));
    assert.deepEqual(github.violations, []);
    await github[Symbol.asyncDispose]();
  });

  const cookieOf = (answer: Response): string | undefined =>
    answer.headers
      .getSetCookie()
      .find((text) => text.startsWith('urumi-session='))
      ?.split(';')[0];
  const url = (path: string, at = 0): string => `${uis[at]?.url ?? ''}${path}`;
  /** Signs ada in. @returns her cookie */
  const signIn = async (): Promise<string> => {
    const begun = await fetch(url('sign-in'), { redirect: 'manual' });
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const code = github.oauth.code({ login: 'ada', kind: 'user', access: 'write' });
    const done = await fetch(url(`sign-in/callback?code=${code}&state=${state}`), {
      redirect: 'manual',
      headers: { cookie },
    });
    assert.equal(done.status, 303);
    github.oauth.requests.length = 0;
    return cookieOf(done) ?? '';
  };
  /** Asks the forge for a pull request with the person's token. */
  const read = (cookie: string, at = 0) => fetch(url(`api/v1/changes/${pull.number}`, at), { headers: { cookie } });
  const person = async (cookie: string, at = 0): Promise<unknown> => {
    const answer = await fetch(url('api/v1/session', at), { headers: { cookie } });
    return ((await answer.json()) as { person?: { login: string } }).person?.login;
  };
  const renewals = () => github.oauth.requests.filter(({ grant }) => grant === 'refresh_token').length;

  it('are used as they are until shortly before they end', async () => {
    const cookie = await signIn();
    now += 7.9 * hour;
    const answer = await read(cookie);
    assert.deepEqual([answer.status, cookieOf(answer), renewals()], [200, undefined, 0]);
  });

  it('are renewed once for five requests at once, and each answer brings the new cookie', async () => {
    const cookie = await signIn();
    now += 9 * hour;
    const answers = await Promise.all(Array.from({ length: 5 }, () => read(cookie)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(renewals(), 1);
    const cookies = answers.map((answer) => answer.headers.getSetCookie());
    for (const set of cookies) {
      assert.equal(set.length, 1, 'one cookie in each answer');
      assert.match(set[0] ?? '', /Max-Age=10800; HttpOnly; SameSite=Lax$/, 'for what is left of twelve hours');
    }
    assert.equal((await read(cookieOf(answers[0] as Response) ?? '')).status, 200);
    assert.equal((await read(cookie)).status, 200, 'an answer that got lost costs nobody the session');
    assert.equal(renewals(), 1);
  });

  it('are renewed when the forge refuses them before their time, and what was asked for is done once', async () => {
    const cookie = await signIn();
    github.oauth.endTokens();
    const before = github.requests.length;
    keys += 1;
    const answer = await fetch(url(`api/v1/changes/${pull.number}/merge`), {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'idempotency-key': `a-key-of-this-test-${keys}` },
      body: JSON.stringify({ headSha: pull.headSha }),
    });
    assert.equal(answer.status, 200, await answer.text());
    const merges = github.requests.slice(before).filter(({ operationId }) => operationId === 'pulls/merge');
    assert.deepEqual(merges.filter(({ status }) => status === 200).length, 1);
    assert.equal(renewals(), 1);
  });

  it('end the session when the forge renews them no more: 401, nobody is signed in, and the forge is not asked again', async () => {
    const cookie = await signIn();
    github.oauth.revokeAll();
    const refused = await read(cookie);
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('content-type') ?? '', /problem\+json/);
    assert.match(await refused.text(), /Sign in again; what you had typed is still there/);
    assert.equal(await person(cookie), undefined);
    assert.equal((await read(cookie)).status, 401);
    assert.equal(renewals(), 1);
    assert.equal(await person(await signIn()), 'ada');
  });

  it('stay when they cannot be renewed just now', async () => {
    const cookie = await signIn();
    github.oauth.fault = { status: 503, body: { message: 'later' } };
    now += 7.99 * hour;
    assert.equal((await read(cookie)).status, 200, 'the old token is good for some minutes yet');
    github.oauth.endTokens();
    assert.equal((await read(cookie)).status, 502);
    github.oauth.fault = { status: 200, body: { error: 'incorrect_client_credentials' } };
    assert.equal((await read(cookie)).status, 502, "the server's own mistake signs nobody out");
    assert.match(log.lines.join('\n'), /incorrect_client_credentials/);
    github.oauth.fault = undefined;
    assert.equal((await read(cookie)).status, 200);
  });

  it('are known to another server by the cookie; one that comes too late is refused, and signs nobody out', async () => {
    const cookie = await signIn();
    now += 8 * hour;
    const renewed = cookieOf(await read(cookie)) ?? '';
    assert.equal((await read(cookie, 1)).status, 401, 'GitHub takes a refresh token once');
    assert.equal((await read(renewed, 1)).status, 200);
    assert.equal(await person(renewed), 'ada');
  });

  it('do not outlive the working day, nor the sign-out', async () => {
    const cookie = await signIn();
    now += 8 * hour;
    const renewed = cookieOf(await read(cookie)) ?? '';
    now += 4 * hour;
    assert.equal(await person(renewed), undefined);
    const other = await signIn();
    now += 8 * hour;
    const last = cookieOf(await read(other)) ?? '';
    await fetch(url('api/v1/session'), { method: 'DELETE', headers: { cookie: other } });
    assert.deepEqual([await person(other), await person(last)], [undefined, undefined]);
  });

  it('are none when the forge gives none: a browser is passed on to the app, a program gets problem details', async () => {
    const come = async (accept: string, query: string) => {
      const begun = await fetch(url('sign-in'), { redirect: 'manual' });
      const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const headers = { cookie, accept };
      return fetch(url(`sign-in/callback?state=${state}&${query}`), { redirect: 'manual', headers });
    };
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const cases = { 'error=access_denied': 'refused', 'code=nonsense': 'away' };
    for (const [query, trouble] of Object.entries(cases)) {
      const answer = await come(browser, query);
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/?sign-in=${trouble}`]);
      assert.equal(cookieOf(answer), undefined);
    }
    const stale = await fetch(url('sign-in/callback?state=s&code=c'), {
      redirect: 'manual',
      headers: { accept: browser },
    });
    assert.equal(stale.headers.get('location'), '/?sign-in=stale');
    const program = await come('*/*', 'code=nonsense');
    assert.equal(program.status, 502);
    assert.match(program.headers.get('content-type') ?? '', /problem\+json/);
  });

  it('that do not end, as those of a GitHub OAuth App, are never renewed', async () => {
    github.oauth.lifeSeconds = undefined;
    const cookie = await signIn();
    now += 11.9 * hour;
    assert.equal((await read(cookie)).status, 200);
    assert.equal(renewals(), 0);
    github.oauth.lifeSeconds = 28_800;
  });

  it('are in no line of the log', () => {
    assert.doesNotMatch(log.lines.join('\n'), /gh[ru]_|the-secret-of-the-app/);
  });
});
