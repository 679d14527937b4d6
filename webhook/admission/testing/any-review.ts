import * as fc from 'fast-check';
import { controller, person, reviewOf } from './reviews.ts';

const host = fc.constantFrom(
  'a.example.com',
  'b.example.com',
  'demo.shops.example',
  'x.other.example',
  'UPPER',
  '1.2.3.4',
);

const storeSpec = fc.record(
  {
    engine: fc.constantFrom('woocommerce', 'medusa', 'none'),
    owner: fc.constantFrom('team-retail', 'team-two', 'Not An Owner'),
    plan: fc.constantFrom('small', 'medium', 'large', 'huge', null),
    hosts: fc.oneof(fc.array(host, { maxLength: 3 }), fc.jsonValue()),
    storage: fc.oneof(fc.record({ files: fc.constantFrom('5Gi', '50Gi', '1') }), fc.jsonValue()),
    version: fc.constantFrom('11.0.1', '10.3.5', '1.0', 'latest'),
    deletion: fc.record({ retention: fc.constantFrom('7d', '0s', '9999d', '-1d') }),
    title: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: [] },
);

const fleetSpec = fc.record(
  {
    environment: fc.record({ domain: fc.constantFrom('shops.example', 'other.example', 'no host') }),
    limits: fc.record({ stores: fc.constantFrom(0, 1, 100, 1e9), storesPerOwner: fc.constantFrom(1, 10) }),
    versions: fc.record({ woocommerce: fc.constantFrom('11.0.1', '10.0.0', '9.9.9') }),
    retention: fc.constantFrom('7d', '5000d'),
  },
  { requiredKeys: [] },
);

const uid = fc.uuid();

/** A review as the API server would send it, about an object that people may have written. */
const wellFormed = fc
  .record({
    uid,
    isStore: fc.boolean(),
    spec: storeSpec,
    oldSpec: fc.option(storeSpec, { nil: undefined }),
    fleetSpec,
    by: fc.constantFrom(controller, person),
    name: fc.constantFrom('demo', 'a', 'b', 'x', 'Not A Name'),
    fleet: fc.constantFrom('shops', 'other', 'gone', null),
  })
  .map(({ isStore, fleetSpec, spec, oldSpec, uid, ...rest }) => {
    const what = isStore
      ? { kind: 'Store' as const, spec, ...(oldSpec && { oldSpec }) }
      : { kind: 'Fleet' as const, spec: fleetSpec };
    return { uid, text: JSON.stringify(reviewOf({ ...rest, ...what, request: { uid } })) };
  });

/** Cut short, with a field that is something else, or with bytes that nobody sent. */
const malformed = fc.oneof(
  fc.record({ one: wellFormed, share: fc.double({ min: 0.4, max: 0.99, noNaN: true }) }).map(({ one, share }) => ({
    uid: one.uid,
    text: one.text.slice(0, Math.floor(one.text.length * share)),
  })),
  fc
    .record({
      uid,
      field: fc.constantFrom('kind', 'operation', 'userInfo', 'object', 'oldObject', 'name'),
      value: fc.jsonValue(),
    })
    .map(({ uid, field, value }) => ({ uid, text: JSON.stringify(reviewOf({ request: { uid, [field]: value } })) })),
  fc.record({ one: wellFormed, noise: fc.string({ unit: 'binary', minLength: 1 }) }).map(({ one, noise }) => ({
    uid: one.uid,
    text: one.text + noise,
  })),
);

/** Reviews of which one in ten is malformed; the uid can be read in each. */
export const anyReview: fc.Arbitrary<{ readonly uid: string; readonly text: string }> = fc.oneof(
  { weight: 9, arbitrary: wellFormed },
  { weight: 1, arbitrary: malformed },
);
