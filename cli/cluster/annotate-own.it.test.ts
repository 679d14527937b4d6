import assert from 'node:assert/strict';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { install } from '../../install/install.ts';
import { administrator } from '../../sandbox/control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { annotations, apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { closingsToApprove, type PendingClosings } from '../approve/closings-to-approve.ts';
import { recordApproval } from '../approve/record-approval.ts';
import { CliError } from '../cli-error.ts';
import { askForPurge } from '../purge/ask-for-purge.ts';
import { readOwn } from './own-objects.ts';

const revision = 'b'.repeat(40);
const closure = { at: '2026-11-20T10:00:00.000Z', revision, purgeAt: '2126-11-27T10:00:00.000Z' };

describe('approvals and purges, when somebody changes the object meanwhile', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let api: Connection;

  before(async () => {
    plane = await startControlPlane({ scheduler: false, kwok: false });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
    await install(api, { trusted: [administrator.user] });
    const spec = { source: { url: 'http://git.example/stores.git' }, environment: { domain: 'shops.example' } };
    await applyObject(api, { apiVersion, kind: 'Fleet', metadata: meta('shops'), spec });
  });
  after(async () => {
    await api.close();
    await plane.stop();
  });

  const meta = (name: string) => ({ name, namespace: systemNamespace });
  const fleet = async () => parseFleetObject(await readOwn(api, 'Fleet', systemNamespace, 'shops'));
  const store = async (name: string) => parseStoreObject(await readOwn(api, 'Store', systemNamespace, name));
  const refused = (message: RegExp) => (error: unknown) => error instanceof CliError && message.test(error.message);

  /** What a controller would write. */
  async function tell(stores: readonly string[], rest: object = {}): Promise<void> {
    const pendingApproval = { revision, closures: stores.length, count: stores.length, stores, reason: 'too many' };
    const status = { head: revision, ...(stores.length > 0 && { pendingApproval }), ...rest };
    await applyObject(api, { apiVersion, kind: 'Fleet', metadata: meta('shops'), status }, { subresource: 'status' });
  }

  async function seen() {
    const shown = await fleet();
    return { shown, pending: closingsToApprove(shown, { revision }) as PendingClosings };
  }

  it('approves what was shown though counts of the fleet changed meanwhile', async () => {
    await tell(['a', 'b']);
    const { shown, pending } = await seen();
    await tell(['a', 'b'], { stores: 7 });
    await recordApproval(api, shown, pending);
    assert.equal((await fleet()).metadata.annotations[annotations.approvedClosures], `${revision}=2`);
  });

  it('approves nothing when other stores, more stores or none wait by then', async () => {
    await tell(['a', 'b', 'c', 'd']);
    const { shown, pending } = await seen();
    await tell(['a', 'b', 'c', 'x']);
    await assert.rejects(recordApproval(api, shown, pending), refused(/it would close other stores by now/));
    await tell(['a', 'b', 'c', 'd', 'e']);
    await assert.rejects(recordApproval(api, shown, pending), refused(/it would close 5 store\(s\), not 4/));
    await tell([]);
    await assert.rejects(recordApproval(api, shown, pending), refused(/no closing of fleet shops waits/));
    assert.notEqual((await fleet()).metadata.annotations[annotations.approvedClosures], `${revision}=4`);
  });

  it('asks for the purge of the closing that was shown, and of no store that was reopened or made anew', async () => {
    const apply = (spec: object) =>
      applyObject(api, { apiVersion, kind: 'Store', metadata: meta('demo'), spec: { engine: 'woocommerce', ...spec } });
    await apply({ closure });
    const shown = await store('demo');
    await apply({ closure: { ...closure, purgeAt: '2126-12-27T10:00:00.000Z' } });
    await askForPurge(api, shown, closure);
    assert.equal((await store('demo')).metadata.annotations[annotations.purgeNow], closure.at);

    const later = { ...closure, at: '2026-11-21T10:00:00.000Z' };
    const closed = await store('demo');
    await apply({});
    await assert.rejects(askForPurge(api, closed, later), refused(/it was reopened meanwhile; nothing was changed/));
    await api.request({ method: 'DELETE', path: `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}/stores/demo` });
    await apply({ closure: later });
    await assert.rejects(askForPurge(api, closed, later), /uid/);
    assert.equal((await store('demo')).metadata.annotations[annotations.purgeNow], undefined);
  });
});
