import assert from 'node:assert/strict';
import { silent } from '../cluster/log.ts';
import { startHealthServer } from './health-server.ts';
import type { Listener } from './listen.ts';

describe('startHealthServer', () => {
  let server: Listener;
  let reasons: string[];

  beforeEach(async () => {
    reasons = [];
    server = await startHealthServer({
      port: 0,
      ready: () => reasons,
      metrics: { metrics: async () => 'urumi_up 1\n', contentType: 'text/plain; version=0.0.4' },
      log: silent,
    });
  });
  afterEach(() => server.close());

  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`);

  it('is ready without reasons, and says the reasons otherwise', async () => {
    assert.equal((await get('/readyz')).status, 200);
    reasons = ['the watch of pods is 40 s old'];
    const answer = await get('/readyz');
    assert.equal(answer.status, 503);
    assert.equal(await answer.text(), 'the watch of pods is 40 s old\n');
    assert.equal((await get('/healthz')).status, 200);
  });

  it('shows metrics', async () => {
    const answer = await get('/metrics');
    assert.equal(await answer.text(), 'urumi_up 1\n');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  });

  it('knows nothing else, and no other method', async () => {
    assert.equal((await get('/debug')).status, 404);
    assert.equal((await fetch(`http://127.0.0.1:${server.port}/readyz`, { method: 'POST' })).status, 405);
  });
});
