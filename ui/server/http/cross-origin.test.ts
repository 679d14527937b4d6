import assert from 'node:assert/strict';
import { silent } from '../../../cluster/log.ts';
import { PlayedCluster } from '../../testing/played-cluster.ts';
import { startUi, type RunningUi } from '../start-ui.ts';

const board = 'https://board.example.com';

describe('crossOrigin', () => {
  const running: RunningUi[] = [];
  const start = async (corsOrigins?: readonly string[]): Promise<RunningUi> => {
    const { api } = new PlayedCluster(1);
    const cors = corsOrigins === undefined ? {} : { corsOrigins };
    const ui = await startUi({ api, namespace: 'urumi-system', log: silent, version: '0', port: 0, ...cors });
    running.push(ui);
    await ui.ready;
    return ui;
  };
  const ask = (ui: RunningUi, origin: string, path = 'api/v1/stores') =>
    fetch(`${ui.url}${path}`, { headers: { origin } });
  const allowed = (answer: Response) => answer.headers.get('access-control-allow-origin');

  after(() => Promise.all(running.map((ui) => ui.stop())));

  it('is off unless origins are named', async () => {
    const ui = await start();
    const answer = await ask(ui, board);
    assert.deepEqual([answer.status, allowed(answer)], [200, null]);
  });

  it('lets a named origin read the API, errors too, without cookies, and no other', async () => {
    const ui = await start([board]);
    const answer = await ask(ui, board);
    assert.deepEqual([answer.status, allowed(answer)], [200, board]);
    assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    assert.match(answer.headers.get('vary') ?? '', /\borigin\b/i);
    const missing = await ask(ui, board, 'api/v1/stores/none');
    assert.deepEqual([missing.status, allowed(missing)], [404, board]);
    assert.equal(allowed(await ask(ui, 'https://board.example.com.evil.example')), null);
    assert.equal(allowed(await ask(ui, 'null')), null);
    assert.equal(allowed(await ask(ui, board, '')), null, 'pages are not the API');
  });

  it('lets nobody write from elsewhere', async () => {
    const ui = await start([board]);
    const url = `${ui.url}api/v1/stores`;
    const wish = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'idempotency-key' };
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: board, ...wish } });
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET');
    assert.doesNotMatch(preflight.headers.get('access-control-allow-headers') ?? '', /idempotency/i);
    const written = await fetch(url, { method: 'POST', body: '{}', headers: { origin: board } });
    assert.equal(written.status, 403);
  });
});
