import assert from 'node:assert/strict';
import { SeededRandom } from './testing/seeded-random.ts';
import { ToyRotation } from './testing/toy-rotation.ts';

/** Histories to play; `URUMI_SEEDS=10000` plays more. */
const seeds = Number(process.env['URUMI_SEEDS'] ?? 300) * 10;

/** Plays one history: the file changes, the controller crashes, Jobs are killed; in the end the file asks for a rotation and nothing fails any more. */
function play(seed: number): { toy: ToyRotation; changes: number } {
  const random = new SeededRandom(seed);
  const toy = new ToyRotation(random);
  let changes = 0;
  for (let event = 0; event < 40; event++) {
    const kind = random.below(10);
    if (kind === 0) {
      toy.wanted = random.pick([undefined, '1', '2', '3']);
      changes += 1;
    } else if (kind === 1) toy.crash();
    else if (kind < 6) toy.control();
    else toy.work();
    assertKnown(toy, seed);
  }
  toy.wanted = String(4 + random.below(2));
  for (let step = 0; step < 200 && !toy.isSettled; step++) {
    toy.control();
    toy.work();
    assertKnown(toy, seed);
  }
  return { toy, changes: changes + 1 };
}

/** Whoever has the Secret can always log in: with the password in use, or the next one. */
function assertKnown({ data, database }: ToyRotation, seed: number): void {
  assert.ok(
    database === data['password'] || database === data['next-password'],
    `seed ${seed}: nobody knows the password`,
  );
}

describe('a rotation through a Job, in any history of changes, crashes and killed Jobs', function () {
  this.timeout(60_000);

  it('never loses the password, and ends with the one that the database takes', () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { toy } = play(seed);
      assert.ok(toy.isSettled, `seed ${seed}: does not end`);
      assert.equal(toy.database, toy.data['password'], `seed ${seed}`);
    }
  });

  it('brings no more passwords into use than the file asked for', () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { toy, changes } = play(seed);
      assert.equal(new Set(toy.used).size, toy.used.length, `seed ${seed}: a password came back`);
      assert.ok(toy.used.length <= changes + 1, `seed ${seed}: ${toy.used.length} passwords for ${changes} changes`);
    }
  });
});
