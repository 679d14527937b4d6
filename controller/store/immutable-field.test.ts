import assert from 'node:assert/strict';
import { ApiError } from '../../cluster/errors.ts';
import { immutableProblem } from './immutable-field.ts';

function refused(field: string, message: string): ApiError {
  return new ApiError({
    code: 'Invalid',
    method: 'PATCH',
    path: '/x',
    status: 422,
    detail: message,
    causes: [{ reason: 'FieldValueInvalid', field, message }],
  });
}

const selector = refused('spec.selector', 'Invalid value: {...}: field is immutable');
const clusterIp = refused('spec.clusterIPs[0]', 'Invalid value: ["None"]: may not change once set');

describe('immutableProblem', () => {
  it('names the field, and how to remove what holds no data', () => {
    assert.deepEqual(immutableProblem(selector, 'Deployment.apps/store-x/web'), {
      reason: 'ImmutableField',
      message:
        'spec.selector cannot be changed on the object that is there. It holds no data. ' +
        'Remove it with `kubectl delete deployment web -n store-x`, and the controller makes it anew.',
    });
    assert.match(immutableProblem(clusterIp, 'Service/store-x/db')?.message ?? '', /^spec\.clusterIPs\[0\] cannot/);
  });

  it('says of a StatefulSet that its volume stays', () => {
    const problem = immutableProblem(
      refused('spec', "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden"),
      'StatefulSet.apps/store-x/db',
    );
    assert.match(problem?.message ?? '', /the volume is a claim of its own.*kubectl delete statefulset db -n store-x/);
  });

  it('never tells anybody to delete a volume', () => {
    const { message = '' } =
      immutableProblem(
        refused('spec', 'Forbidden: spec is immutable after creation'),
        'PersistentVolumeClaim/store-x/db-data',
      ) ?? {};
    assert.match(message, /holds data, so it stays as it is/);
    assert.doesNotMatch(message, /delete/);
  });

  it('leaves other refusals to others', () => {
    assert.equal(
      immutableProblem(refused('spec.replicas', 'Invalid value: -1'), 'Deployment.apps/store-x/web'),
      undefined,
    );
    const forbidden = new ApiError({ code: 'Forbidden', method: 'PATCH', path: '/x', detail: 'field is immutable' });
    assert.equal(immutableProblem(forbidden, 'Deployment.apps/store-x/web'), undefined);
  });
});
