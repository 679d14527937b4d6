import assert from 'node:assert/strict';
import { ApiError } from '../../../cluster/errors.ts';
import type { ApiConnection, ApiRequest } from '../../../cluster/connection.ts';
import { VirtualClock } from '../../../cluster/testing/virtual-clock.ts';
import { fleetExample } from '../../../controller/testing/objects.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import { recordedLog } from '../../testing/recorded-log.ts';
import { FleetWaker } from './fleet-waker.ts';
import { followersOf, isOurRepository } from './followed-branches.ts';

const repository = { kind: 'gitea', url: 'https://Git.example', owner: 'acme', name: 'Stores' } as const;

function fleet(name: string, url: string, branch = 'main'): FleetObject {
  return fleetExample({ source: { url, branch } }, name);
}

const fleets = [
  fleet('shops', 'https://git.example/acme/stores.git'),
  fleet('next', 'https://git.example/acme/stores', 'next'),
  fleet('other', 'https://git.example/acme/stores-two.git'),
  fleet('elsewhere', 'https://git.test/acme/stores.git'),
];

describe('followersOf', () => {
  const names = (url: string) => followersOf([fleet('a', url)], repository).map(({ metadata }) => metadata.name);

  it('finds a fleet however its repository is spelt, and no other', () => {
    assert.deepEqual(
      followersOf(fleets, repository).map(({ metadata }) => metadata.name),
      ['next', 'shops'],
    );
    for (const url of ['http://git.example/ACME/stores', 'https://git.example/acme/stores.git/'])
      assert.deepEqual(names(url), ['a']);
    for (const url of ['https://git.example:8443/acme/stores', 'https://git.example/x/acme/stores'])
      assert.deepEqual(names(url), []);
  });

  it('knows the repository in an event by owner and name', () => {
    assert.equal(isOurRepository(repository, 'ACME/stores'), true);
    assert.equal(isOurRepository(repository, 'acme/stores-two'), false);
  });
});

/** The metadata that was sent. */
function sent(requests: readonly ApiRequest[]) {
  return requests.map(
    ({ body }) => (body as { metadata: { uid: string; annotations: Record<string, string> } }).metadata,
  );
}

describe('the waker of fleets', () => {
  function scene(answer: (request: ApiRequest) => unknown = () => ({}), live = fleets) {
    const clock = new VirtualClock();
    const requests: ApiRequest[] = [];
    const api: ApiConnection = {
      request: async <T>(request: ApiRequest) => {
        requests.push(request);
        return answer(request) as T;
      },
      stream: () => {
        throw new Error('nothing is watched');
      },
    };
    const waker = new FleetWaker({
      api,
      clock,
      repository,
      fleets: { list: () => live },
      random: () => 0.5,
      log: recordedLog(),
    });
    return { clock, requests, waker };
  }

  it('annotates the fleets that follow the branch that was pushed, and no others', async () => {
    const { clock, requests, waker } = scene();
    waker.start();
    for (const branch of ['main', 'topic', '--option']) assert.equal(waker.wake(branch), true);
    await clock.advance(10);
    const paths = requests.map(({ path }) => path);
    assert.deepEqual(paths, ['/apis/urumi.dev/v1alpha1/namespaces/urumi-system/fleets/shops']);
    const [metadata] = sent(requests);
    assert.equal(metadata?.uid, 'uid-fleet-shops');
    assert.deepEqual(Object.keys(metadata?.annotations ?? {}), ['urumi.dev/reconcile-at']);
  });

  it('waits until fleets are known, and then asks once for a branch that was pushed often', async () => {
    const { clock, requests, waker } = scene();
    for (let push = 0; push < 20; push++) waker.wake('main');
    await clock.advance(60_000);
    assert.equal(requests.length, 0);
    waker.start();
    await clock.advance(10);
    assert.equal(requests.length, 1);
  });

  it('tries again while the API server is away, and not for ever', async () => {
    const { clock, requests, waker } = scene(() => {
      throw new ApiError({ code: 'Unreachable', method: 'PATCH', path: '/', detail: 'no' });
    });
    waker.start();
    waker.wake('main');
    await clock.advance(600_000);
    assert.equal(requests.length, 5);
  });

  it('means no fleet but the one that it knows: one of the same name that was made anew is woken by its own uid', async () => {
    const live = [...fleets];
    const { clock, requests, waker } = scene((request) => {
      if (sent([request])[0]?.uid === 'new') return {};
      const [first] = fleets;
      if (first !== undefined) live[0] = { ...first, metadata: { ...first.metadata, uid: 'new' } };
      throw new ApiError({ code: 'Conflict', method: 'PATCH', path: '/', detail: 'uid' });
    }, live);
    waker.start();
    waker.wake('main');
    await clock.advance(600_000);
    assert.deepEqual(
      sent(requests).map(({ uid }) => uid),
      ['uid-fleet-shops', 'new'],
    );
  });
});
