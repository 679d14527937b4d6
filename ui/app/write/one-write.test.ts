import assert from 'node:assert/strict';
import { OneWrite } from './one-write.ts';

describe('one write of a page', () => {
  const real = globalThis.fetch;
  let asked: { readonly key: string; answer(response: Response): void; fail(): void }[];
  let gone: AbortController;
  let write: OneWrite;

  beforeEach(() => {
    asked = [];
    gone = new AbortController();
    globalThis.fetch = (_, init) =>
      new Promise<Response>((answer, reject) => {
        const key = new Headers(init?.headers).get('Idempotency-Key') ?? '';
        asked.push({ key, answer, fail: () => reject(new TypeError('the line is down')) });
      });
    write = new OneWrite({ requestUpdate: () => undefined }, gone.signal);
  });

  afterEach(() => {
    globalThis.fetch = real;
  });

  const refusal = () => Response.json({ detail: 'no' }, { status: 409 });

  it('is sent once, however often it is asked for while it is under way', async () => {
    const first = write.send({ path: '/x' });
    assert.equal(write.isSending, true);
    assert.equal(await write.send({ path: '/x' }), undefined);
    asked[0]?.answer(Response.json({ number: 7 }));
    assert.deepEqual(await first, { number: 7 });
    assert.deepEqual([asked.length, write.isSending, write.error], [1, false, undefined]);
  });

  it('keeps its key until it hears an answer, and is another write after that', async () => {
    const lost = write.send({ path: '/x' });
    asked[0]?.fail();
    assert.equal(await lost, undefined);
    assert.match(String(write.error), /does not answer/);
    const again = write.send({ path: '/x' });
    asked[1]?.answer(refusal());
    assert.equal(await again, undefined);
    assert.match(String(write.error), /no/);
    void write.send({ path: '/x' });
    assert.equal(asked[1]?.key, asked[0]?.key);
    assert.notEqual(asked[2]?.key, asked[0]?.key);
    assert.equal(write.error, undefined);
  });

  it('has another key when the wish is another', async () => {
    const lost = write.send({ path: '/x' });
    asked[0]?.fail();
    await lost;
    write.renew();
    assert.equal(write.error, undefined);
    void write.send({ path: '/x' });
    assert.notEqual(asked[1]?.key, asked[0]?.key);
  });

  it('says nothing to an element that is gone', async () => {
    const sent = write.send({ path: '/x' });
    gone.abort();
    asked[0]?.fail();
    assert.equal(await sent, undefined);
    assert.equal(write.error, undefined);
  });
});
