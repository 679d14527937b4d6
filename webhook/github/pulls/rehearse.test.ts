import assert from 'node:assert/strict';
import { systemClock } from '../../../cluster/clock.ts';
import { storeFile } from '../../../plan/testing/scene.ts';
import { PullScene } from '../../testing/pull-scene.ts';
import { rehearse } from './rehearse.ts';

const never = new AbortController().signal;

describe('the rehearsal', function () {
  this.timeout(30_000);
  let scene: PullScene;
  beforeEach(async () => {
    scene = await PullScene.start();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const play = (signal = never) =>
    rehearse(
      scene.fleets,
      {
        mirrorOf: (fleet) => scene.mirrors.of(fleet),
        view: { stores: [], unreadable: new Map(), fleets: scene.fleets },
        clock: systemClock,
        log: scene.log,
      },
      signal,
    );
  const said = () =>
    scene.log.lines.filter((line) => line.includes('can be planned') || line.includes('could not be read'));

  it('reads the branch of each fleet and tells nobody, so that the first plan finds it cloned', async () => {
    const head = await scene.push({ 'stores/one.yaml': storeFile('one'), 'stores/two.yaml': storeFile('two') });
    await play();
    assert.match(said()[0] ?? '', new RegExp(`can be planned.*${head}`));
    assert.deepEqual([scene.forge.comments.size, scene.forge.statuses.length, scene.planned.length], [0, 0, 0]);
    const [fleet] = scene.fleets;
    const mirror = fleet && (await scene.mirrors.of(fleet));
    assert.equal((await mirror?.fetch(never))?.changed, false);
  });

  it('survives a fleet whose branch cannot be read, and reads the next', async () => {
    await scene.push({ 'stores/one.yaml': storeFile('one') });
    scene.fleets = [scene.fleet('lost', 'gone'), scene.fleet('shops')];
    await play();
    assert.match(said()[0] ?? '', /could not be read.*"fleet":"lost"/);
    assert.match(said()[1] ?? '', /can be planned.*"fleet":"shops"/);
  });

  it('ends when the webhook does', async () => {
    await scene.push({ 'stores/one.yaml': storeFile('one') });
    await play(AbortSignal.abort(new Error('the webhook stops')));
    assert.deepEqual(said(), []);
  });
});
