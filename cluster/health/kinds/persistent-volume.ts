import type { Health, KubeObject } from '../../object.ts';
import { fields, text, type Fields } from '../fields.ts';
import { failed, inProgress, settled } from '../verdict.ts';

const bound = settled('Bound', 'the volume belongs to a claim');
const pending = inProgress('Pending', 'the volume is being made');

/**
 * Health of a PersistentVolume (core/v1). What becomes of a released volume depends on its reclaim policy: with Delete it goes,
 * with Retain it keeps its data until a person decides.
 */
export function persistentVolumeHealth(volume: KubeObject): Health {
  const spec = fields(volume['spec']);
  const status = fields(volume['status']);
  const policy = text(spec['persistentVolumeReclaimPolicy'], 'Retain');
  switch (status['phase']) {
    case 'Bound':
      return bound;
    case 'Available':
      return settled('Available', `no claim has the volume; reclaim policy ${policy}`);
    case 'Released':
      return released(spec, policy);
    case 'Failed':
      return failed(
        text(status['reason'], 'VolumeFailed'),
        `${text(status['message'], 'could not be reclaimed')}; reclaim policy ${policy}`,
      );
    default:
      return pending;
  }
}

function released(spec: Fields, policy: string): Health {
  const claim = fields(spec['claimRef']);
  const was = `was claimed by ${text(claim['namespace'], '?')}/${text(claim['name'], '?')}; reclaim policy ${policy}`;
  if (policy === 'Retain') return settled('Released', `${was}: keeps its data until a person deletes it`);
  return inProgress('Released', `${was}: is being deleted with its data`);
}
