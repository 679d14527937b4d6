import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { renderProblem } from './problem.ts';
import type { StoreClaim } from './store-claim.ts';
import { StoreIndex } from './store-index.ts';
import type { FleetRules } from './store-index.ts';
import { validateSet } from './validate-set.ts';

const fleet: FleetRules = { domain: 'shops.example.net', limits: { stores: 1000, storesPerOwner: 100 } };

function claim(file: string, rest: Partial<StoreClaim> = {}): StoreClaim {
  return { file, name: file.slice(file.lastIndexOf('/') + 1).replace('.yaml', ''), hosts: [], ...rest };
}

function messages(claims: StoreClaim[], rules: FleetRules | 'no fleet' = fleet): string[] {
  return [...validateSet(claims, rules === 'no fleet' ? undefined : rules).values()].flat().map(renderProblem).sort();
}

describe('validateSet', () => {
  it('finds nothing wrong with stores that share nothing', () => {
    assert.deepEqual(
      messages([
        claim('stores/a.yaml', { hosts: ['a.example.com'] }),
        claim('stores/b.yaml', { hosts: ['b.example.com'] }),
      ]),
      [],
    );
  });

  it('holds back both files that have one name, in whatever folders', () => {
    const rule = 'each store has a name and a namespace (store-a) of its own; rename one of the files';
    assert.deepEqual(messages([claim('stores/a.yaml'), claim('stores/eu/a.yaml'), claim('stores/b.yaml')]), [
      `stores/a.yaml:1:1: metadata.name "a" is also claimed by stores/eu/a.yaml: ${rule}`,
      `stores/eu/a.yaml:1:1: metadata.name "a" is also claimed by stores/a.yaml: ${rule}`,
    ]);
  });

  it('holds back names that make one namespace', () => {
    assert.deepEqual(
      messages([claim('stores/Demo.yaml'), claim('stores/demo.yaml')]).map((message) => message.split(': each')[0]),
      [
        'stores/Demo.yaml:1:1: metadata.name "Demo" is also claimed by stores/demo.yaml',
        'stores/demo.yaml:1:1: metadata.name "demo" is also claimed by stores/Demo.yaml',
      ],
    );
  });

  it('holds back all files that claim one host, at its line', () => {
    const positions = new Map([['spec.hosts[1]', { line: 9, column: 7 }]]);
    const rule = 'a host belongs to one store; remove it from one of the files';
    const claims = [
      claim('stores/a.yaml', { hosts: ['x.example.com', 'shop.example.com'], positions }),
      claim('stores/b.yaml', { hosts: ['shop.example.com'] }),
    ];
    assert.deepEqual(messages(claims), [
      `stores/a.yaml:9:7: spec.hosts[1] "shop.example.com" is also claimed by stores/b.yaml: ${rule}`,
      `stores/b.yaml:1:1: spec.hosts[0] "shop.example.com" is also claimed by stores/a.yaml: ${rule}`,
    ]);
  });

  it('holds back a store that claims the host which another has from its name', () => {
    const claims = [claim('stores/a.yaml', { hosts: ['b.shops.example.net'] }), claim('stores/b.yaml')];
    const rule = 'a host belongs to one store; remove it from one of the files';
    assert.deepEqual(messages(claims), [
      `stores/a.yaml:1:1: spec.hosts[0] "b.shops.example.net" is also claimed by stores/b.yaml: ${rule}`,
      `stores/b.yaml:1:1: the host b.shops.example.net, which the store gets from its name, is also claimed by stores/a.yaml: ${rule}`,
    ]);
    assert.deepEqual(messages(claims, 'no fleet'), [], 'without a fleet there are no hosts from names');
  });

  it('points out a host that the store has anyway', () => {
    assert.deepEqual(messages([claim('stores/a.yaml', { hosts: ['a.shops.example.net'] })]), [
      "stores/a.yaml:1:1: spec.hosts[0] is the host that the store has anyway, from its name and the fleet's domain: remove it",
    ]);
  });

  it('turns away newcomers when the fleet is full, not stores that exist', () => {
    const rules = { ...fleet, limits: { stores: 2, storesPerOwner: 2 } };
    assert.deepEqual(
      messages(
        [claim('stores/a.yaml'), claim('stores/b.yaml', { exists: true }), claim('stores/c.yaml', { exists: true })],
        rules,
      ),
      [
        "stores/a.yaml:1:1: the fleet may have 2 stores, and there are 3 files: remove a store, or raise limits.stores in the fleet's file",
      ],
    );
  });

  it('limits the stores of an owner; those without one have no limit of their own', () => {
    const rules = { ...fleet, limits: { stores: 10, storesPerOwner: 1 } };
    const claims = [
      claim('stores/a.yaml', { owner: 'x' }),
      claim('stores/b.yaml', { owner: 'x' }),
      claim('stores/c.yaml', { owner: 'y' }),
      claim('stores/d.yaml'),
      claim('stores/e.yaml'),
    ];
    assert.deepEqual(messages(claims, rules), [
      'stores/b.yaml:1:1: spec.owner "x" may have 1 stores, and has 2 files: remove one, or raise limits.storesPerOwner in the fleet\'s file',
    ]);
  });

  it('names three other files at most', () => {
    const many = Array.from({ length: 6 }, (_, index) => claim(`stores/${index}/a.yaml`));
    assert.match(
      messages(many)[0]!,
      /claimed by stores\/1\/a\.yaml, stores\/2\/a\.yaml, stores\/3\/a\.yaml and 2 more: /,
    );
  });
});

describe('StoreIndex', () => {
  const anyClaim = fc.record({
    folder: fc.constantFrom('stores', 'stores/eu'),
    name: fc.constantFrom('a', 'b', 'c', 'B'),
    hosts: fc.uniqueArray(fc.constantFrom('x.example.com', 'y.example.com', 'a.shops.example.net'), { maxLength: 2 }),
    owner: fc.constantFrom('team-x', 'team-y'),
  });

  it('knows the same after any changes as an index made anew', () => {
    const rules = { ...fleet, limits: { stores: 4, storesPerOwner: 2 } };
    fc.assert(
      fc.property(fc.array(fc.record({ claim: anyClaim, remove: fc.boolean() }), { maxLength: 20 }), (steps) => {
        const index = new StoreIndex(rules);
        const present = new Map<string, StoreClaim>();
        for (const {
          claim: { folder, ...rest },
          remove,
        } of steps) {
          const file = `${folder}/${rest.name}.yaml`;
          present.delete(file);
          index.delete(file);
          if (!remove) present.set(file, { file, ...rest });
          if (!remove) index.set({ file, ...rest });
        }
        const rendered = (problems: ReturnType<StoreIndex['problems']>): string[] =>
          [...problems.values()].flat().map(renderProblem).sort();
        assert.deepEqual(rendered(index.problems()), rendered(validateSet(present.values(), rules)));
      }),
    );
  });

  it('follows a change in 10,000 stores without looking at all of them', () => {
    const index = new StoreIndex({ ...fleet, limits: { stores: 20_000, storesPerOwner: 20_000 } });
    for (let store = 0; store < 10_000; store++)
      index.set(claim(`stores/s${store}.yaml`, { hosts: [`s${store}.example.com`], owner: `team-${store % 50}` }));
    let fastest = Infinity;
    for (let round = 0; round < 100; round++) {
      const start = performance.now();
      index.set(claim('stores/s7.yaml', { hosts: ['s8.example.com'] }));
      assert.deepEqual([...index.problems().keys()], ['stores/s8.yaml', 'stores/s7.yaml']);
      fastest = Math.min(fastest, performance.now() - start);
    }
    assert.ok(fastest < 2, `${fastest} ms: a change costs far less than the 10 ms that reading 10,000 claims takes`);
  });
});

describe('StoreIndex.problemsOf', () => {
  it('says what a claim would meet, and changes nothing', () => {
    const index = new StoreIndex({ ...fleet, limits: { stores: 2, storesPerOwner: 1 } });
    index.set(claim('a', { hosts: ['shop.example.com'], owner: 'retail', exists: true }));
    index.set(claim('b', { exists: true }));
    const codes = (wanted: StoreClaim): string[] => index.problemsOf(wanted).map(({ code }) => code);
    const asked = claim('c', { hosts: ['shop.example.com'], owner: 'retail' });
    assert.deepEqual(codes(asked), ['host-clash', 'too-many-stores', 'too-many-stores']);
    assert.deepEqual(codes(claim('b', { hosts: ['b.example.com'], exists: true })), []);
    assert.deepEqual([...index.problems()], []);
    assert.deepEqual(index.problemsOf(asked).length, 3);
  });
});
