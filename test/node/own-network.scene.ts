import assert from 'node:assert/strict';
import { applyObject } from '../../cluster/apply.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { objectId } from '../../cluster/object-id.ts';
import { readObject } from '../../cluster/read.ts';
import { removeObject } from '../../cluster/remove.ts';
import { namespaceOf, systemNamespace } from '../../synth/spec/names.ts';
import { until } from '../harness/until.ts';
import { note } from './report.ts';
import { OpenShop } from './shops/open-shop.ts';
import { parties, thoseThatReach, type Connection, type Party } from './shops/reach.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { ShopBed } from './shops/shop-bed.ts';
import { listener, urumiStandIns, type StandIns } from './shops/urumi-stand-ins.ts';

const minute = 60_000;
const manager = 'urumi-test';
const elsewhere = 'elsewhere';
const [apiServer, apiPort] = ['10.96.0.1', 443];

describe("the network policies of Urumi's own pods", function () {
  this.timeout(10 * minute);
  let bed: ShopBed;
  let standIns: StandIns;
  let made: KubeObject[];
  let all: Party[];

  const podsOf = async (namespace: string): Promise<KubeObject[]> => {
    const found: KubeObject[] = [];
    for await (const pod of listObjects(bed.api, kindInfo('Pod', ''), { namespace })) found.push(pod);
    return found;
  };
  const party = (name: string): Party => {
    const found = all.find((each) => each.name.startsWith(name));
    assert.ok(found, `${name} runs`);
    return found;
  };
  const own = (component: string): Party => party(`${systemNamespace}/${component}`);

  before(async () => {
    ({ bed } = await sharedBed());
    await new OpenShop(bed, 'books').open();
    standIns = urumiStandIns(systemNamespace);
    const someone = { name: 'someone', namespace: elsewhere };
    const neighbour = { name: 'neighbour', namespace: systemNamespace };
    made = [
      ...standIns.objects,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } },
      listener(someone, [{ name: 'http', containerPort: 8080 }]),
      listener(neighbour, [{ name: 'http', containerPort: 8080 }]),
    ];
    for (const object of made) await applyObject(bed.api, object, { manager });
    const namespaces = [systemNamespace, elsewhere, 'traefik', namespaceOf('books')];
    await until(
      'the pods run',
      async () => {
        all = parties((await Promise.all(namespaces.map(podsOf))).flat());
        return made.filter(({ kind }) => kind === 'Pod').every((pod) => all.some((each) => isOf(each, pod)));
      },
      { timeoutMs: minute, intervalMs: 200 },
    );
  });

  after(async () => {
    for (const object of made?.toReversed() ?? []) {
      const id = objectId(object);
      const { uid } = (await readObject(bed.api, id))?.metadata ?? {};
      if (uid !== undefined) await removeObject(bed.api, id, { uid, propagation: 'Background' });
    }
  });

  /** Every port of Urumi's, by component and the port's name. */
  const ports = () =>
    standIns.pods.flatMap(({ component, ports: named }) =>
      Object.entries(named).map(([name, port]) => ({ component, name, port })),
    );
  /** From whom to which ports a connection is let through. */
  const tried = (from: Party, isMeant: (component: string, name: string) => boolean): Connection[] =>
    ports()
      .filter(({ component, name }) => isMeant(component, name))
      .map(({ component, port }) => ({ from, address: own(component).address, port }));
  const told = (connections: readonly Connection[]) =>
    connections.map(({ from, address, port }) => `${from.name} to ${address}:${port}`).toSorted();

  it('let through what has to reach them, and what they have to reach', async () => {
    const traefik = party('traefik/');
    const wanted = [
      ...tried(traefik, (component, name) => name === 'http' && ['ui', 'webhook'].includes(component)),
      ...tried(party(`${elsewhere}/`), (component, name) => name === 'metrics' || component === 'admission'),
      ...tried(own('neighbour'), (component, name) => component === 'ui' && name === 'http'),
      ...standIns.pods.map(({ component }) => ({ from: own(component), address: apiServer, port: apiPort })),
    ];
    const reach = async () => (await thoseThatReach(bed.node.inside, wanted)).toSorted();
    // The rules follow the pods a moment later.
    await until('all reach', async () => (await reach()).length === wanted.length, {
      timeoutMs: minute,
      tell: () => told(wanted).join('\n'),
    });
    note(`${wanted.length} connections that are meant to be were made`);
  });

  it('let nothing else in: nobody to the web UI but its neighbours and the ingress controller, nobody to the receiver but that', async () => {
    const shop = party(`${namespaceOf('books')}/server`);
    const forbidden = [
      ...tried(party(`${elsewhere}/`), (_component, name) => name === 'http'),
      ...tried(own('neighbour'), (component, name) => component === 'webhook' && name === 'http'),
      ...tried(own('admission'), (component, name) => component === 'webhook' && name === 'http'),
      // Shops reach nothing of Urumi's.
      ...tried(shop, () => true),
    ];
    const reached = await thoseThatReach(bed.node.inside, forbidden);
    note(`${forbidden.length} connections that are not meant to be were tried, ${reached.length} made`);
    assert.deepEqual(reached, []);
  });
});

function isOf({ name }: Party, { metadata }: KubeObject): boolean {
  return name === `${metadata.namespace}/${metadata.name}`;
}
