import assert from 'node:assert/strict';
import { connect, type Connection } from '../../cluster/connect.ts';
import { isApiError } from '../../cluster/errors.ts';
import { pathOf } from '../../cluster/kinds.ts';
import { annotations, namespaceOf, systemNamespace } from '../../synth/spec/names.ts';
import { storeDetailSchema } from '../../ui/server/api/store-detail.ts';
import { until } from '../harness/until.ts';
import { nodeName } from './machine/addresses.ts';
import { OpenShop } from './shops/open-shop.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { ShopBed } from './shops/shop-bed.ts';

const minute = 60_000;

describe('people with every right on a node with shops', function () {
  this.timeout(10 * minute);
  let bed: ShopBed;
  let person: Connection;

  before(async () => {
    ({ bed } = await sharedBed());
    await new OpenShop(bed, 'books').open();
    const kubeconfig = await bed.node.kubeconfigFor('erika', ['system:masters']);
    person = await connect({ kubeconfig, userAgent: 'kubectl' });
  });

  after(() => person?.close());

  const patch = (id: string, body: object, query: { dryRun?: 'All' } = {}): Promise<unknown> =>
    person.request({ method: 'PATCH', path: pathOf(id), query, body, contentType: 'application/merge-patch+json' });
  /** What a change by hand, which is tried and not made, is refused with. */
  const refusal = async (id: string, change: object): Promise<string> => {
    try {
      await patch(id, change, { dryRun: 'All' });
    } catch (error) {
      if (isApiError(error)) return error.detail;
      throw error;
    }
    return '';
  };

  it('are sent to the file by the policies when they change what runs', async () => {
    const said = await refusal(`Deployment.apps/${namespaceOf('books')}/server`, { spec: { replicas: 7 } });
    assert.match(said, /books is kept by Git: edit stores\/books\.yaml \(main\) and open a pull request/);
  });

  it('are refused by the webhook, when they may change a store in an emergency, what another store has', async () => {
    const change = { spec: { hosts: ['tea.example.com'] } };
    const id = `Store.urumi.dev/${systemNamespace}/books`;
    assert.match(await refusal(id, change), /stores\/books\.yaml/);
    await patch(id, { metadata: { annotations: { [annotations.breakGlass]: 'to see who says no' } } });
    assert.equal(await refusal(id, change), '', 'a host that nobody has is no matter');
    await bed.follow('others');
    const other = new OpenShop(bed, 'tea', 'others');
    await other.change('Plan tea', { hosts: ['tea.example.com'], suspended: true });
    await until('tea is known', async () => (await bed.status('tea')) !== undefined, { timeoutMs: minute });
    const said = await until('the webhook knows of it', () => refusal(id, change), { timeoutMs: minute });
    assert.match(said, /admission webhook "stores\.admission\.urumi\.dev" denied the request: spec\.hosts\[0\] /);
    assert.match(said, /tea\.example\.com, which store tea of fleet others has/);
    await patch(id, { metadata: { annotations: { [annotations.breakGlass]: null } } });
    await other.remove();
  });

  it('see in the web UI that the shop is Ready, and its pods', async () => {
    let last = '';
    const look = async () => {
      const answer = await fetch(new URL('api/v1/stores/books', bed.urumi.addresses.uiUrl));
      last = `${answer.status} ${await answer.text()}`;
      const detail = answer.ok ? storeDetailSchema.parse(JSON.parse(last.slice(4))) : undefined;
      // It hears a moment later that the emergency of the scene before is over.
      return detail?.phase === 'Ready' && detail.todo.length === 0 ? detail : undefined;
    };
    const patience = { intervalMs: 500, tell: () => last };
    const { pods } = await until('books is Ready in the web UI', look, patience);
    const running = pods
      .filter(({ reason }) => reason === 'Ready')
      .map(({ component, node }) => `${component} on ${node}`);
    assert.deepEqual(
      running.toSorted(),
      ['postgres', 'redis', 'server', 'storefront'].map((component) => `${component} on ${nodeName}`),
    );
  });
});
