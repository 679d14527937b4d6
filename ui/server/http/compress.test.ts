import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { compress } from './compress.ts';

async function answerOf(
  body: string,
  accepts: string,
): Promise<{ encoding: string | null; length: number; text: string }> {
  const app = new Koa();
  app.use(compress).use((context) => {
    context.body = body;
    context.type = 'application/json';
  });
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { headers, ...rest } = await fetch(url, { headers: { 'accept-encoding': accepts } }).then(
      async (response) => ({
        headers: response.headers,
        text: await response.text(),
      }),
    );
    assert.match(headers.get('content-type') ?? '', /json/);
    return { encoding: headers.get('content-encoding'), length: Number(headers.get('content-length')), ...rest };
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

describe('compress', () => {
  const long = JSON.stringify(Array.from({ length: 500 }, (_, index) => ({ name: `shop-${index}` })));

  it('sends a long text as the client likes it best', async () => {
    for (const [accepts, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
    ] as const) {
      const answer = await answerOf(long, accepts);
      assert.deepEqual([answer.encoding, answer.text === long], [encoding, true]);
      assert.ok(answer.length < long.length / 3);
    }
  });

  it('leaves alone what is short, and clients that want it plain', async () => {
    assert.equal((await answerOf('{}', 'br')).encoding, null);
    assert.equal((await answerOf(long, 'identity')).encoding, null);
  });
});
