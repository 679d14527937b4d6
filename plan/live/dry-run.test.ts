import assert from 'node:assert/strict';
import { refusal } from '../../cluster/refusal.ts';
import { ApiError } from '../../cluster/errors.ts';
import { ScriptedApi } from '../../cluster/testing/scripted-api.ts';
import { dryRun, type DryRunAnswer } from './dry-run.ts';

const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'store-a' } };

/** An answer as Kubernetes 1.36 gives it. */
function answer(status: number, message: string, causes: readonly object[] = []): ApiError {
  const body = JSON.stringify({ kind: 'Status', reason: 'Invalid', message, details: { causes } });
  return refusal({ method: 'PATCH', path: '/apis/apps/v1/namespaces/store-a/deployments/web', status, body });
}

async function said(error: Error): Promise<DryRunAnswer> {
  const api = new ScriptedApi();
  api.answer(error);
  return await dryRun(api, web);
}

describe('a dry run', () => {
  it('is one apply by the controller’s field manager, forced, and stores nothing', async () => {
    const api = new ScriptedApi();
    api.answer({ metadata: { uid: 'u1' } });
    assert.deepEqual(await dryRun(api, web), { outcome: 'admitted', warnings: [] });
    const [{ method, query } = {}, ...more] = api.requests;
    assert.equal(more.length, 0);
    assert.equal(method, 'PATCH');
    assert.deepEqual([query?.['dryRun'], query?.['fieldManager'], query?.['force']], ['All', 'urumi', true]);
  });

  it('tells fields and what is wrong, and not the values of what is there: somebody may have put a password into it', async () => {
    const quoted = JSON.stringify({ Containers: [{ Env: [{ Name: 'KEY', Value: 'hunter2'.repeat(30) }] }] });
    const message = `Invalid value: ${quoted}: field is immutable`;
    const causes = [{ reason: 'FieldValueInvalid', message, field: 'spec.template' }];
    const told = await said(answer(422, `Job.batch "j" is invalid: spec.template: ${message}`, causes));
    assert.deepEqual(told, { outcome: 'refused', message: 'spec.template: Invalid value: field is immutable' });
  });

  it('tells what a policy says, which names no field', async () => {
    const message = "ValidatingAdmissionPolicy 'p' with binding 'p' denied request: no forbidden hosts here";
    const told = await said(answer(422, `x is forbidden: ${message}`, [{ reason: '', message, field: '' }]));
    assert.deepEqual(told, { outcome: 'refused', message });
  });

  it('masks what looks like a secret in what admission says', async () => {
    const told = await said(answer(400, 'admission webhook "w" denied the request: token=abcdef0123 is old'));
    assert.deepEqual([told.outcome, 'message' in told && /abcdef/.test(told.message)], ['refused', false]);
  });

  it('takes a passing failure, and a missing right, for no refusal', async () => {
    const right =
      'deployments.apps "web" is forbidden: User "x" cannot patch resource "deployments" in API group "apps"';
    const passing = [
      answer(429, 'too many requests'),
      answer(503, 'etcd is away'),
      new ApiError({ code: 'Unreachable', method: 'PATCH', path: '/x', detail: 'ECONNREFUSED' }),
    ];
    for (const error of [...passing, answer(401, 'Unauthorized'), answer(403, right)]) {
      const told = await said(error);
      assert.equal(told.outcome, 'unchecked', error.message);
      assert.equal(told.passing ?? false, passing.includes(error), error.message);
    }
    assert.equal(
      (await said(answer(403, 'deployments.apps "web" is forbidden: exceeded quota: run'))).outcome,
      'refused',
    );
  });
});
