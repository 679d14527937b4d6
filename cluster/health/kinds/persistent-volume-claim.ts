import type { Health, KubeObject } from '../../object.ts';
import { trueCondition } from '../conditions.ts';
import { fields, text, type Fields } from '../fields.ts';
import { bytesOf } from '../quantity.ts';
import { failed, inProgress, settled } from '../verdict.ts';

const bound = settled('Bound', 'the claim has its volume');

/** In the order in which a volume grows: first the volume, then the file system on it, when its pod runs. */
const growing = ['Resizing', 'FileSystemResizePending', 'ControllerResizeError', 'NodeResizeError'];

/** Health of a PersistentVolumeClaim (core/v1): bound to a volume of the size that it asks for. */
export function persistentVolumeClaimHealth(claim: KubeObject): Health {
  const spec = fields(claim['spec']);
  const status = fields(claim['status']);
  switch (status['phase']) {
    case 'Bound':
      return growth(spec, status) ?? bound;
    case 'Lost':
      return failed('Lost', `the volume ${text(spec['volumeName'], 'of the claim')} is gone, and its data with it`);
    default:
      return inProgress('Pending', `waits for a volume of ${storageClassOf(spec)}`);
  }
}

function growth(spec: Fields, status: Fields): Health | undefined {
  const outcome = text(fields(status['allocatedResourceStatuses'])['storage']);
  const wanted = text(fields(fields(spec['resources'])['requests'])['storage']);
  const size = text(fields(status['capacity'])['storage']);
  const sizes = `the volume has ${size || 'an unknown size'}, the claim asks for ${wanted || 'another'}`;
  if (outcome.endsWith('Infeasible')) return failed(outcome, sizes);
  for (const type of growing) {
    const condition = trueCondition(status, type);
    if (condition !== undefined) return inProgress(type, text(condition['message'], sizes));
  }
  return isSmaller(size, wanted) ? inProgress('Resizing', sizes) : undefined;
}

function isSmaller(size: string, wanted: string): boolean {
  const [has, asks] = [bytesOf(size), bytesOf(wanted)];
  return has !== undefined && asks !== undefined && has < asks;
}

function storageClassOf(spec: Fields): string {
  const name = text(spec['storageClassName']);
  return name === '' ? 'the default storage class' : `storage class "${name}"`;
}
