import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { pushOfMain, ReceiverScene, secret, sign, type Delivery } from '../../testing/receiver-scene.ts';
import { RateLimit } from '../../../serving/rate-limit.ts';
import type { ReceiverOptions } from './receiver.ts';

describe('the receiver', () => {
  let scene: ReceiverScene;
  const start = async (options: Partial<ReceiverOptions> & { headersMs?: number } = {}): Promise<void> => {
    await scene?.[Symbol.asyncDispose]();
    scene = await ReceiverScene.start(options);
  };
  before(() => start());
  beforeEach(() => {
    scene.taken.length = 0;
    scene.hasRoom = true;
  });
  after(() => scene[Symbol.asyncDispose]());

  /** Refused with this status, without a trace of the input, and without anything done. */
  async function refused(delivery: Delivery, status: number): Promise<string> {
    const answer = await scene.deliver(delivery);
    const text = await answer.text();
    assert.equal(answer.status, status, text);
    assert.deepEqual(scene.taken, []);
    assert.doesNotMatch(text, /acme|stores|sha256=|leak/);
    return text;
  }

  it('takes a signed push, and answers before anything is done about it', async () => {
    const answer = await scene.deliver();
    assert.equal(answer.status, 202);
    assert.equal(await answer.text(), 'taken\n');
    assert.deepEqual(scene.taken, [{ kind: 'push', repository: 'acme/stores', branch: 'main' }]);
  });

  it('knows nothing but its path, and answers there nothing but POST', async () => {
    await refused({ path: '/leak' }, 404);
    await refused({ path: '/webhook/leak' }, 404);
    await refused({ path: '/' }, 404);
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) await refused({ method }, 405);
    assert.equal((await scene.deliver({ method: 'GET' })).headers.get('allow'), 'POST');
  });

  it('refuses another content type', async () => {
    await refused({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415);
    await refused({ headers: { 'content-type': 'text/plain; leak=1' } }, 415);
  });

  it('takes JSON with a charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    assert.equal((await scene.deliver({ headers })).status, 202);
  });

  it('refuses a delivery without a signature', async () => {
    await refused({ headers: { 'x-hub-signature-256': undefined } }, 400);
    await refused({ headers: { 'x-hub-signature-256': '' } }, 400);
  });

  it('refuses other missing and malformed headers', async () => {
    for (const header of ['x-github-event', 'x-github-delivery'])
      await refused({ headers: { [header]: undefined } }, 400);
    await refused({ headers: { 'x-github-event': '../../leak' } }, 400);
    await refused({ headers: { 'x-github-delivery': 'leak\tleak leak' } }, 400);
    await refused({ headers: { 'x-hub-signature-256': 's'.repeat(201) } }, 400);
  });

  it('refuses a wrong signature', async () => {
    await refused({ headers: { 'x-hub-signature-256': sign(pushOfMain, 'leak') } }, 401);
  });

  it('refuses a truncated signature, and one of another algorithm', async () => {
    await refused({ headers: { 'x-hub-signature-256': sign(pushOfMain).slice(0, -2) } }, 401);
    await refused({ headers: { 'x-hub-signature-256': sign(pushOfMain).replace('sha256', 'sha1') } }, 401);
    await refused({ headers: { 'x-hub-signature-256': `${sign(pushOfMain)}00` } }, 401);
  });

  it('refuses a body that was changed by one byte after it was signed', async () => {
    const headers = { 'x-hub-signature-256': sign(pushOfMain) };
    await refused({ body: pushOfMain.replace('main', 'mein'), headers }, 401);
  });

  it('refuses a body of 5 MB, whether or not it says so', async () => {
    const body = new Uint8Array(5 * 1024 * 1024);
    await refused({ body }, 413);
    const answer = await fetch(`http://127.0.0.1:${scene.port}/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': sign(body),
      },
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    assert.equal(answer.status, 413);
    assert.deepEqual(scene.taken, []);
  });

  it('refuses broken JSON, and JSON that is not such an event, though it is signed', async () => {
    const bodies = [
      '{"leak"',
      'null',
      '[]',
      '{"ref":7}',
      '[['.repeat(200_000),
      '{"ref":"refs/heads/main","repository":{}}',
    ];
    for (const body of bodies) await refused({ body }, 400);
    await refused({ body: '{"action":"opened"}', headers: { 'x-github-event': 'pull_request' } }, 400);
    await refused(
      {
        body: JSON.stringify({ action: 'opened', number: -7, repository: { full_name: 'acme/stores' } }),
        headers: { 'x-github-event': 'pull_request' },
      },
      400,
    );
  });

  it('answers an unknown event and does nothing', async () => {
    const answer = await scene.deliver({ body: '{}', headers: { 'x-github-event': 'star' } });
    assert.equal(answer.status, 202);
    assert.equal(await answer.text(), 'ignored\n');
    assert.deepEqual(scene.taken, []);
  });

  it('answers a ping', async () => {
    const answer = await scene.deliver({ body: '{"zen":"leak"}', headers: { 'x-github-event': 'ping' } });
    assert.equal(await answer.text(), 'ping\n');
  });

  it('does not act on a delivery again that comes twice', async () => {
    const headers = { 'x-github-delivery': randomUUID() };
    assert.equal(await (await scene.deliver({ headers })).text(), 'taken\n');
    assert.equal(await (await scene.deliver({ headers })).text(), 'repeated\n');
    assert.equal(scene.taken.length, 1);
  });

  it('remembers no delivery id of a forged delivery', async () => {
    const headers = { 'x-github-delivery': randomUUID() };
    await refused({ headers: { ...headers, 'x-hub-signature-256': sign('leak') } }, 401);
    assert.equal((await scene.deliver({ headers })).status, 202);
    assert.equal(scene.taken.length, 1);
  });

  it('asks for another delivery when there is no room, and takes that one', async () => {
    const headers = { 'x-github-delivery': randomUUID() };
    scene.hasRoom = false;
    await refused({ headers }, 503);
    scene.hasRoom = true;
    assert.equal(await (await scene.deliver({ headers })).text(), 'taken\n');
  });

  it('takes what Gitea sends', async () => {
    const body = JSON.stringify({ action: 'synchronized', number: 7, repository: { full_name: 'acme/stores' } });
    const answer = await scene.deliver({
      body,
      headers: {
        'x-github-event': undefined,
        'x-github-delivery': undefined,
        'x-hub-signature-256': undefined,
        'x-gitea-event': 'pull_request',
        'x-gitea-delivery': randomUUID(),
        'x-gitea-signature': sign(body).slice('sha256='.length),
      },
    });
    assert.equal(answer.status, 202);
    assert.deepEqual(scene.taken, [{ kind: 'pull-request', repository: 'acme/stores', number: 7 }]);
  });

  it('writes neither bodies nor signatures nor secrets into its log', () => {
    const log = scene.log.lines.join('\n');
    assert.match(log, /a delivery was refused/);
    assert.doesNotMatch(log, new RegExp(`sha256=|${secret}|leak`));
  });

  it('ends a connection whose headers do not come', async function () {
    this.timeout(15_000);
    await start({ headersMs: 300 });
    const socket = connect(scene.port, '127.0.0.1');
    socket.write('POST /webhook HTTP/1.1\r\nhost: x\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 408 /);
    await once(socket, 'close');
    await start();
  });

  it('tells the forge that it was too late to read a delivery, does nothing about it, and takes it when it comes again', async function () {
    this.timeout(15_000);
    await start({ headersMs: 200 });
    const headers = { 'x-github-delivery': randomUUID() };
    const socket = connect(scene.port, '127.0.0.1');
    await once(socket, 'connect');
    // It ends with bytes that nobody has read; what it was answered stands in the data before that.
    socket.on('error', () => socket.destroy());
    const lines = [
      'POST /webhook HTTP/1.1',
      'host: x',
      'content-type: application/json',
      'x-github-event: push',
      `x-github-delivery: ${headers['x-github-delivery']}`,
      `x-hub-signature-256: ${sign(pushOfMain)}`,
      `content-length: ${pushOfMain.length}`,
    ];
    socket.write(`${lines.slice(0, 3).join('\r\n')}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    // From here on, time-outs are looked at before what has arrived.
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(`${lines.slice(3).join('\r\n')}\r\n\r\n${pushOfMain}`);
    // The machine has no time for us: all of it is there, and the connection's time has run out before it is read.
    for (const begun = Date.now(); Date.now() - begun < 600;);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 408 /);
    assert.deepEqual(scene.taken, []);
    assert.equal(await (await scene.deliver({ headers })).text(), 'taken\n');
    await start();
  });

  it('refuses headers without end', async () => {
    const answer = await scene.deliver({ headers: { 'x-filler': 'f'.repeat(20_000) } });
    assert.equal(answer.status, 431);
    assert.deepEqual(scene.taken, []);
  });

  it('takes signatures by the old and by the new secret while one replaces the other', async () => {
    await start({ secrets: async () => ['new secret', secret] });
    assert.equal((await scene.deliver()).status, 202);
    assert.equal(
      (await scene.deliver({ headers: { 'x-hub-signature-256': sign(pushOfMain, 'new secret') } })).status,
      202,
    );
    await scene.deliver({ headers: { 'x-hub-signature-256': sign(pushOfMain, 'other') } });
    assert.equal(scene.taken.length, 2);
  });

  it('takes nothing while it has no secret', async () => {
    await start({ secrets: async () => [] });
    await refused({ headers: { 'x-hub-signature-256': sign(pushOfMain, '') } }, 503);
    await start({ secrets: () => Promise.reject(new Error('leak')) });
    await refused({}, 503);
  });

  it('refuses who sends too much, without reading it, until time has passed', async () => {
    let now = 0;
    await start({ limit: new RateLimit({ now: () => now, burst: 2, perSecond: 1 }) });
    await scene.deliver();
    await scene.deliver();
    assert.equal((await scene.deliver()).status, 429);
    assert.equal(scene.taken.length, 2);
    now = 1_000;
    assert.equal((await scene.deliver()).status, 202);
  });

  it('loses no valid delivery and acts on no invalid one, of 2,000 at 50 a time with 30 % invalid', async function () {
    this.timeout(60_000);
    await start();
    let next = 0;
    let valid = 0;
    const sender = async (): Promise<void> => {
      for (let at = next++; at < 2_000; at = next++) {
        const isBad = at % 10 < 3;
        const body = JSON.stringify({ action: 'opened', number: at + 1, repository: { full_name: 'acme/stores' } });
        const event = { 'x-github-event': 'pull_request' };
        const bad = [{ ...event, 'x-hub-signature-256': sign(body, 'leak') }, { 'x-github-event': undefined }, event];
        const headers = isBad ? bad[at % 10] : event;
        const answer = await scene.deliver({
          body: isBad && at % 10 === 2 ? `${body}{` : body,
          headers: headers ?? {},
        });
        await answer.arrayBuffer();
        assert.equal(answer.status === 202, !isBad, `delivery ${at} was answered ${answer.status}`);
        if (!isBad) valid += 1;
      }
    };
    await Promise.all(Array.from({ length: 50 }, sender));
    assert.equal(valid, 1_400);
    const numbers = scene.taken.map((hint) => (hint.kind === 'pull-request' ? hint.number - 1 : -1));
    assert.equal(new Set(numbers).size, 1_400);
    assert.ok(numbers.every((at) => at % 10 >= 3));
    assert.equal(await scene.count('taken'), 1_400);
    assert.equal(await scene.count('signature'), 200);
    assert.equal(await scene.count('headers'), 200);
    assert.equal(await scene.count('payload'), 200);
  });
});
