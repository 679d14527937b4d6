import type { Desired, DesiredStage } from './desired.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { StoreRecord } from './record.ts';

/**
 * Whether a stage that is done otherwise has a rotation Job that has succeeded, and whose new value does not count in its Secret yet: nothing that logs in
 * with it may start before.
 */
export function waitsForPromotion({ items }: DesiredStage, { secrets }: Desired, { status }: StoreRecord): boolean {
  return secrets.some(({ name, rotation }) => {
    if (rotation?.job === undefined || rotation.value === undefined) return false;
    const start = `${rotation.job}-`;
    const hasJob = items.some(({ id }) => kindOf(id) === 'Job' && nameOf(id).startsWith(start));
    return hasJob && status.secrets.find((secret) => secret.name === name)?.rotation !== rotation.value;
  });
}
