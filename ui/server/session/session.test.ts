import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from '@koa/router';
import Koa from 'koa';
import { silent } from '../../../cluster/log.ts';
import { answerProblems } from '../http/answer-problems.ts';
import { ProblemError } from '../http/problem-error.ts';
import { OAuthFlow } from './oauth-flow.ts';
import { Renewals } from './renewals.ts';
import { sameOrigin } from './same-origin.ts';
import { Seal } from './seal.ts';
import { sessionLifeMs } from './session.ts';
import { Sessions } from './sessions.ts';
import type { OAuthSignIn } from './sign-in.ts';
import { TokenEndpoint } from './token-endpoint.ts';

describe('sessions', () => {
  let server: Server;
  let url: string;
  let now = Date.now();
  let seal: Seal;
  let exchanges = 0;
  /** Of the forge: gives a token for any code. */
  let forge: Server;
  let flow: OAuthFlow;
  let endpoint: TokenEndpoint;

  const listen = async (answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<Server> => {
    const made = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(made, 'listening');
    return made;
  };
  const urlOf = (of: Server): string => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;

  before(async () => {
    forge = await listen((request, response) => {
      exchanges += 1;
      request.resume().on('end', () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: 'a-token-of-ann', token_type: 'bearer', expires_in: 3600 }));
      });
    });
    seal = new Seal([randomBytes(32)], () => now);
    const signIn: OAuthSignIn = {
      kind: 'oauth',
      clientId: 'urumi',
      clientSecret: async () => 'the-secret-of-the-application',
      publicUrl: 'http://127.0.0.1:1',
      scope: '',
    };
    const repository = { kind: 'gitea', url: urlOf(forge), owner: 'acme', name: 'stores' } as const;
    endpoint = new TokenEndpoint({ repository, signIn });
    const renewals = new Renewals({ ask: (token) => endpoint.renew(token), log: silent, now: () => now });
    const sessions = new Sessions({ seal, secure: false, now: () => now, renewals });
    flow = new OAuthFlow({ endpoint, signIn, seal, now: () => now });
    const router = new Router();
    router.get('/begin', (context) => {
      const grant = { token: 'ann-s-token', lifeMs: undefined, refreshToken: undefined, refreshLifeMs: undefined };
      return sessions.begin(context, { kind: 'forge', login: 'ann', grant });
    });
    router.get('/who', async (context) => void (context.body = (await sessions.required(context)).login));
    router.delete('/end', async (context) => {
      await sessions.end(context);
      context.body = 'ended';
    });
    router.get('/sign-in', (context) => flow.begin(context));
    router.get('/sign-in/callback', async (context) => {
      const { page, grant } = await flow.finish(context);
      if (grant.token !== 'a-token-of-ann') throw new ProblemError(500, 'another token');
      context.body = page;
    });
    const app = new Koa();
    app.use(answerProblems(silent)).use(sameOrigin()).use(router.routes());
    server = await listen(app.callback());
    url = urlOf(server);
  });

  after(async () => {
    await endpoint.close();
    for (const one of [server, forge]) one.close().closeAllConnections();
  });

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${url}${path}`, { method, headers, redirect: 'manual' });
  const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';

  describe('in a cookie', () => {
    it('tell who is signed in, and show neither that nor the token to the browser', async () => {
      const answer = await ask('/begin');
      const [text = ''] = answer.headers.getSetCookie();
      assert.match(text, /; HttpOnly; SameSite=Lax$/);
      assert.match(text, /; Path=\/; Max-Age=43200;/);
      for (const form of [text, atob(text.split('.')[1]?.replaceAll(/[-_]/g, 'A') || 'AAAA')])
        assert.doesNotMatch(form, /ann/);
      assert.equal(await (await ask('/who', { cookie: cookieOf(answer) })).text(), 'ann');
    });

    it('are refused when they are forged, changed, sealed for another purpose, by another key, or too old', async () => {
      const real = cookieOf(await ask('/begin'));
      const tokens = { token: 'x', generation: 0 };
      const value = { kind: 'forge', id: 'an-id-of-a-session', until: now + 60_000, login: 'root', tokens };
      assert.equal(
        (await ask('/who', { cookie: `urumi-session=${await seal.seal('session', value, 60_000)}` })).status,
        200,
      );
      const other = new Seal([randomBytes(32)], () => now);
      const forged = {
        'made up': 'urumi-session=e30.e30.e30.e30.e30',
        changed: `${real.slice(0, -3)}${real.endsWith('AAA') ? 'BBB' : 'AAA'}`,
        'for another purpose': `urumi-session=${await seal.seal('sign-in', value, 60_000)}`,
        'by another key': `urumi-session=${await other.seal('session', value, 60_000)}`,
        'of something else': `urumi-session=${await seal.seal('session', { ...value, admin: true }, 60_000)}`,
        'no encryption': `urumi-session=${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ value }))}.`,
      };
      for (const [what, cookie] of Object.entries(forged)) {
        const answer = await ask('/who', { cookie });
        assert.equal(answer.status, 401, what);
        assert.match(answer.headers.get('content-type') ?? '', /problem\+json/, what);
      }
      now += sessionLifeMs + 1_000;
      assert.equal((await ask('/who', { cookie: real })).status, 401, 'too old');
    });

    it('are worth nothing after sign-out, wherever a copy of the cookie is', async () => {
      const cookie = cookieOf(await ask('/begin'));
      const ended = await ask('/end', { cookie, 'sec-fetch-site': 'same-origin' }, 'DELETE');
      assert.match(ended.headers.getSetCookie()[0] ?? '', /^urumi-session=; .*Max-Age=0/);
      assert.equal((await ask('/who', { cookie })).status, 401);
    });

    it('open with an older secret while that is being replaced', async () => {
      const [old, fresh] = [randomBytes(32), randomBytes(32)];
      const sealed = await new Seal([old], () => now).seal('session', 7, 1_000);
      assert.equal((await new Seal([fresh, old], () => now).open('session', sealed))?.value, 7);
      assert.equal(await new Seal([fresh], () => now).open('session', sealed), undefined);
      assert.throws(() => new Seal([Buffer.from('short')], () => now), /32 bytes/);
    });
  });

  describe('of a page of another site', () => {
    it('write nothing, however that page asks', async () => {
      const of = (headers: Record<string, string>) => ask('/end', headers, 'DELETE').then(({ status }) => status);
      assert.equal(await of({ 'sec-fetch-site': 'cross-site' }), 403);
      assert.equal(await of({ 'sec-fetch-site': 'same-site' }), 403, 'another port of this host');
      assert.equal(await of({ 'sec-fetch-site': 'none' }), 403);
      assert.equal(await of({ origin: 'https://evil.example' }), 403);
      assert.equal(await of({ origin: 'null' }), 403);
      assert.equal(await of({ origin: url }), 200);
      assert.equal(await of({}), 200, 'a program, with no cookie but its own');
    });
  });

  describe('begun at the forge', () => {
    const begin = async (page = '/stores/a?x=1') => {
      const answer = await ask(`/sign-in?page=${encodeURIComponent(page)}`);
      const target = new URL(answer.headers.get('location') ?? '');
      return { cookie: cookieOf(answer), state: target.searchParams.get('state') ?? '', target, status: answer.status };
    };
    const finish = (state: string, cookie: string) => ask(`/sign-in/callback?code=c&state=${state}`, { cookie });

    it('ask for a code with PKCE, and go back to the page that one came from', async () => {
      const { cookie, state, target, status } = await begin();
      assert.equal(status, 302);
      assert.equal(`${target.origin}${target.pathname}`, `${urlOf(forge)}/login/oauth/authorize`);
      assert.equal(target.searchParams.get('code_challenge_method'), 'S256');
      assert.ok(!target.href.includes('secret') && !target.searchParams.has('code_verifier'));
      const answer = await finish(state, cookie);
      assert.equal(await answer.text(), '/stores/a?x=1');
    });

    it('take a state once, from the browser that it was given to, within ten minutes, and ask the forge nothing otherwise', async () => {
      const { cookie, state } = await begin();
      const strange = await begin();
      assert.equal((await finish(state, cookie)).status, 200);
      const before = exchanges;
      const refused: [string, Response][] = [
        ['replayed', await finish(state, cookie)],
        ['of another browser', await finish(strange.state, cookie)],
        ['without its cookie', await finish(strange.state, '')],
        ['made up', await finish('made-up', strange.cookie)],
        ['none', await ask('/sign-in/callback?code=c', { cookie: strange.cookie })],
      ];
      const late = await begin();
      now += 10 * 60_000 + 1_000;
      refused.push(['too late', await finish(late.state, late.cookie)]);
      for (const [what, answer] of refused) {
        assert.equal(answer.status, 403, what);
        assert.match(answer.headers.get('content-type') ?? '', /problem\+json/, what);
      }
      assert.equal(exchanges, before);
    });

    it('lead to no other site', async () => {
      for (const page of [
        '//evil.example',
        'https://evil.example',
        '/\\evil.example',
        'javascript:alert(1)',
        '/a\nb',
      ]) {
        const { cookie, state } = await begin(page);
        assert.equal(await (await finish(state, cookie)).text(), '/', page);
      }
    });
  });
});
