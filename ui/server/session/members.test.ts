import assert from 'node:assert/strict';
import type { Context } from 'koa';
import { operation } from '../http/operation.ts';
import { ProblemError } from '../http/problem-error.ts';
import { Members } from './members.ts';
import type { SignedIn } from './signed-in.ts';

const context = {} as Context;
const call = { params: {}, query: {}, body: undefined, context };
const token = async () => ({ password: 't' });
const ada: SignedIn = { kind: 'forge', login: 'ada', credentials: { kind: 'token', token } };

/** A door, and whoever stands before it. */
class Scene {
  now = 0;
  session: SignedIn | undefined = ada;
  asked = 0;
  refusal: ProblemError | undefined;
  readonly #read = operation({
    id: 'read',
    method: 'get',
    path: '/read',
    summary: 'Something',
    handle: () => 'read',
  });
  readonly members = new Members({
    now: () => this.now,
    sessions: {
      required: async () => {
        if (this.session === undefined) throw new ProblemError(401, 'Nobody is signed in.');
        return this.session;
      },
    },
    people: {
      whoIs: async () => {
        this.asked += 1;
        if (this.refusal !== undefined) throw this.refusal;
        return 'ada';
      },
    },
  });

  async read(isOpen = false): Promise<unknown> {
    const [guarded] = this.members.guard([{ ...this.#read, ...(isOpen && { isOpen }) }]);
    return await guarded?.handle(call);
  }
}

describe('reading for members only', () => {
  it('asks nobody about what is open to all, and lets nobody in who is not signed in', async () => {
    const scene = new Scene();
    scene.session = undefined;
    assert.equal(await scene.read(true), 'read');
    await assert.rejects(scene.read(), { status: 401 });
    assert.equal(scene.asked, 0);
  });

  it('asks the forge every ten minutes whether somebody may still read, and turns out who may not', async () => {
    const scene = new Scene();
    for (const now of [0, 1, 599_999]) {
      scene.now = now;
      assert.equal(await scene.read(), 'read');
    }
    assert.equal(scene.asked, 1);
    scene.refusal = new ProblemError(403, 'ada may not read acme/stores.');
    scene.now = 600_000;
    await assert.rejects(scene.read(), { status: 403 });
    await assert.rejects(scene.read(), { status: 403 });
    assert.equal(scene.asked, 3);
  });

  it('turns nobody out while the forge is away, and asks again a minute later', async () => {
    const scene = new Scene();
    scene.refusal = new ProblemError(503, 'the forge cannot be reached');
    assert.equal(await scene.read(), 'read');
    scene.now = 59_999;
    assert.equal(await scene.read(), 'read');
    assert.equal(scene.asked, 1);
    scene.now = 60_000;
    scene.refusal = new ProblemError(401, 'the token is not valid');
    await assert.rejects(scene.read(), { status: 401 });
  });

  it('says in the description of the API what is for members', () => {
    const { members } = new Scene();
    const [guarded] = members.guard([
      operation({ id: 'read', method: 'get', path: '/read', summary: 'Something', handle: () => '' }),
    ]);
    assert.equal(guarded?.needs, 'session');
    assert.ok(guarded.refusals?.[403]);
  });
});
