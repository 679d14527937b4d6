import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

describe('listen', () => {
  /** Requests that came and were not answered. */
  let waiting: ServerResponse[];
  let server: Server;

  beforeEach(() => {
    waiting = [];
    server = createServer((_request: IncomingMessage, response) => void waiting.push(response));
  });

  async function arrived(): Promise<ServerResponse> {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return waiting[0]!;
  }

  it('ends what is under way when it closes', async () => {
    const { port, close } = await listen(server, { port: 0 });
    const request = fetch(`http://127.0.0.1:${port}/`);
    await arrived();
    await Promise.all([assert.rejects(request), close()]);
  });

  it('lets what is under way be answered, when it closes with patience', async () => {
    const { port, close } = await listen(server, { port: 0 });
    const request = fetch(`http://127.0.0.1:${port}/`);
    const response = await arrived();
    const closed = close(5_000);
    response.end('late');
    assert.equal(await (await request).text(), 'late');
    await closed;
  });

  it('ends what goes on longer than its patience', async () => {
    const { port, close } = await listen(server, { port: 0 });
    const request = fetch(`http://127.0.0.1:${port}/`);
    await arrived();
    await Promise.all([assert.rejects(request), close(20)]);
  });

  it('may be closed twice, and says so when its port is taken', async () => {
    const { port, close } = await listen(server, { port: 0 });
    await assert.rejects(listen(createServer(), { port }), { code: 'EADDRINUSE' });
    await Promise.all([close(), close()]);
    await close();
  });
});
