import assert from 'node:assert/strict';
import { decide } from '../decide.ts';
import type { Desired } from '../desired.ts';
import type { Decision } from '../record.ts';
import { wants, World } from './world.ts';

/** Decides and carries out until there is nothing to do. @returns what it decided last */
export function settle(world: World, desired: Desired): Decision {
  for (let step = 0; step < 50; step++) {
    const decision = decide(desired, world, world.record, world.now);
    world.carryOut(decision);
    if (decision.apply.length + decision.remove.length === 0 && !decision.ensureSecrets) return decision;
  }
  throw new Error('does not settle');
}

/** A store that is Ready, and what it wants. */
export function ready(change: Parameters<typeof wants>[0] = {}): { world: World; desired: Desired } {
  const world = new World();
  const desired = wants(change);
  settle(world, desired);
  assert.equal(world.record.status.phase, 'Ready');
  return { world, desired };
}

/** What the condition Ready says. */
export function messageOf({ record }: World): string {
  return record.status.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
}
