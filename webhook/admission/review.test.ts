import assert from 'node:assert/strict';
import type { AdmissionAnswer } from './admission-answer.ts';
import type { ClusterClaims } from './cluster-claims.ts';
import { review } from './review.ts';
import { claimsOf, controller, fleetExample, reviewOf, uid, type ReviewExample } from './testing/reviews.ts';

const quiet = { owner: 'team-retail' };

function answerTo(value: unknown, claims: ClusterClaims = claimsOf({ shops: {} })): AdmissionAnswer['response'] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const { answer } = review(text, { claims, controller });
  assert.ok(answer, 'there is an answer');
  return answer.response;
}

const answered = (example: ReviewExample, claims?: ClusterClaims) => answerTo(reviewOf(example), claims);
const fields = ({ status }: AdmissionAnswer['response']) => status?.details?.causes.map(({ field }) => field);

describe('review: a Store by itself', () => {
  it('is allowed without a remark when nothing is wrong', () => {
    assert.deepEqual(answered({ spec: quiet }), { uid, allowed: true });
  });

  it('is refused with every reason at once, each with its field', () => {
    const answer = answered({
      spec: { plan: 'huge', hosts: ['Shop', '10.0.0.1'], deletion: { retention: '9999d' }, version: '1.0' },
    });
    assert.equal(answer.allowed, false);
    assert.deepEqual(fields(answer), ['spec.plan', 'spec.hosts[0]', 'spec.hosts[1]', 'spec.deletion.retention']);
    assert.equal(answer.status?.code, 422);
    assert.match(answer.status?.message ?? '', /spec\.plan "huge" must be one of small, medium, large; spec\.hosts/);
  });

  it('is refused when its engine or version is not known to this build, or a field is for another engine', () => {
    const medusa = { ...quiet, engine: 'medusa', storage: { files: '5Gi' } };
    assert.deepEqual(fields(answered({ spec: medusa })), ['spec.storage.files']);
    assert.deepEqual(fields(answered({ spec: { ...quiet, version: '1.0' } })), ['spec.version']);
    assert.deepEqual(fields(answered({ spec: { ...quiet, engine: 'prestashop' } })), ['spec.engine']);
  });

  it('is allowed with what the API server fills in where the file says nothing, though its engine has no use for it', () => {
    const medusa = { ...quiet, engine: 'medusa', admin: { username: 'shopkeeper', email: 'owner@example.com' } };
    assert.deepEqual(answered({ spec: medusa }), { uid, allowed: true });
    const chosen = { ...medusa, admin: { username: 'erika' } };
    assert.deepEqual(fields(answered({ spec: chosen })), ['spec.admin.username']);
  });

  it('is refused when its storage gets smaller, by name or by plan', () => {
    const oldSpec = { ...quiet, plan: 'large' };
    assert.deepEqual(fields(answered({ oldSpec, spec: { ...quiet, plan: 'small' } })), [
      'spec.storage.database',
      'spec.storage.files',
    ]);
    const stated = { ...quiet, storage: { files: '20Gi' } };
    assert.deepEqual(fields(answered({ oldSpec: stated, spec: { ...quiet, storage: { files: '15Gi' } } })), [
      'spec.storage.files',
    ]);
    assert.ok(answered({ oldSpec: stated, spec: { ...quiet, storage: { files: '30Gi' } } }).allowed);
  });

  it('may take back a growth that never happened', () => {
    const change = {
      oldSpec: { ...quiet, storage: { files: '90Gi' } },
      oldStatus: { volumes: [{ claim: 'uploads', uid: 'u', size: '20Gi' }] },
    };
    assert.ok(answered({ ...change, spec: { ...quiet, storage: { files: '20Gi' } } }).allowed);
    assert.deepEqual(fields(answered({ ...change, spec: { ...quiet, storage: { files: '19Gi' } } })), [
      'spec.storage.files',
    ]);
  });

  it('is remarked on when it is unwise', () => {
    const { allowed, warnings = [] } = answered({ spec: { version: '10.3.5' }, fleet: 'gone' });
    assert.ok(allowed);
    assert.equal(warnings.length, 3);
    assert.match(warnings.join('\n'), /no fleet gone.*\n.*spec\.owner is missing.*\n.*10\.3\.5 is deprecated/);
  });
});

describe('review: a Store beside others', () => {
  it('may not have the host of another store, of this fleet or of another', () => {
    const claims = claimsOf(
      { shops: {}, other: {} },
      { a: { hosts: ['a.example.com'] }, b: { fleet: 'other', hosts: ['b.example.com'] } },
    );
    const answer = answered({ spec: { ...quiet, hosts: ['c.example.com', 'a.example.com', 'b.example.com'] } }, claims);
    assert.deepEqual(fields(answer)?.toSorted(), ['spec.hosts[1]', 'spec.hosts[2]']);
    assert.match(answer.status?.message ?? '', /b\.example\.com, which store b of fleet other has/);
    assert.match(answer.status?.message ?? '', /"a\.example\.com" is also claimed by store a/);
  });

  it('may not have the host that another store gets from its name', () => {
    const claims = claimsOf({ shops: {}, other: {} }, { b: { fleet: 'other' } });
    assert.deepEqual(fields(answered({ spec: { ...quiet, hosts: ['b.other.example'] } }, claims)), ['spec.hosts[0]']);
    const taken = claimsOf({ shops: {}, other: {} }, { b: { fleet: 'other', hosts: ['demo.shops.example'] } });
    assert.deepEqual(fields(answered({ spec: quiet }, taken)), ['metadata.name']);
  });

  it('may have the host of a closed store, and of one that has given it up', () => {
    const claims = claimsOf({ shops: {}, other: {} }, { b: { fleet: 'other', hosts: ['b.example.com'] } });
    const asked = { spec: { ...quiet, hosts: ['b.example.com'] } };
    assert.equal(answered(asked, claims).allowed, false);
    claims.setStore({ name: 'b', fleet: 'other', hosts: ['b.example.com'], isClosed: true });
    assert.ok(answered(asked, claims).allowed);
    claims.setStore({ name: 'b', fleet: 'other', hosts: [], isClosed: false });
    assert.ok(answered(asked, claims).allowed);
  });

  it('may not exceed what the fleet or its owner may have', () => {
    const claims = claimsOf({ shops: { limits: { stores: 2, storesPerOwner: 1 } } }, { a: quiet, b: {} });
    const answer = answered({ spec: quiet }, claims);
    assert.deepEqual(fields(answer), ['metadata.name', 'spec.owner']);
    claims.deleteStore('a');
    assert.ok(answered({ spec: quiet }, claims).allowed);
  });

  it('may not take the name of a store of another fleet', () => {
    const claims = claimsOf({ shops: {}, other: {} }, { demo: { fleet: 'other' } });
    const answer = answered({ oldSpec: quiet, oldFleet: 'other', spec: quiet }, claims);
    assert.match(answer.status?.message ?? '', /store name 'demo' is taken: fleet other has a store of this name/);
  });

  it('may change what is its own while others have a quarrel with it', () => {
    const claims = claimsOf({ shops: {} }, { demo: { hosts: ['x.example.com'] }, b: { hosts: ['x.example.com'] } });
    const spec = { ...quiet, hosts: ['x.example.com'] };
    assert.ok(answered({ oldSpec: spec, spec: { ...spec, title: 'New' } }, claims).allowed);
    const more = { ...spec, hosts: ['x.example.com', 'y.example.com'] };
    assert.equal(answered({ oldSpec: spec, spec: more }, claims).allowed, false);
  });

  it('is told and not refused within its fleet when the controller writes: two may be exchanging a host', () => {
    const claims = claimsOf(
      { shops: {}, other: {} },
      { a: { hosts: ['x.example.com'] }, b: { fleet: 'other', hosts: ['z.example.com'] } },
    );
    const exchanged = answered({ by: controller, spec: { ...quiet, hosts: ['x.example.com'] } }, claims);
    assert.ok(exchanged.allowed);
    assert.match(exchanged.warnings?.join() ?? '', /also claimed by store a/);
    assert.equal(answered({ by: controller, spec: { ...quiet, hosts: ['z.example.com'] } }, claims).allowed, false);
  });

  it('is told the same when a plan asks by dry run what the controller would be told, and in no other case', () => {
    const claims = claimsOf({ shops: {} }, { a: { hosts: ['x.example.com'] } });
    const spec = { ...quiet, hosts: ['x.example.com'] };
    const asked = (dryRun: boolean, fieldManager: string) =>
      answered({ spec, request: { dryRun, options: { kind: 'PatchOptions', fieldManager } } }, claims);
    const plan = asked(true, 'urumi');
    assert.ok(plan.allowed);
    assert.match(plan.warnings?.join() ?? '', /also claimed by store a/);
    assert.deepEqual(
      [asked(false, 'urumi'), asked(true, 'kubectl')].map(({ allowed }) => allowed),
      [false, false],
    );
    assert.equal(answered({ spec, request: { dryRun: true, options: 7 } }, claims).allowed, false);
  });

  it('may always close', () => {
    const closure = { at: '2026-11-21T10:00:00Z', revision: 'a'.repeat(40), purgeAt: '2026-11-28T10:00:00Z' };
    const claims = claimsOf({ shops: {} }, { demo: { hosts: ['x.example.com'] }, b: { hosts: ['x.example.com'] } });
    const spec = { version: '1.0', hosts: ['x.example.com'] };
    assert.deepEqual(answered({ oldSpec: spec, spec: { ...spec, closure } }, claims), { uid, allowed: true });
  });
});

describe('review: a Fleet', () => {
  const fleet = (spec: Record<string, unknown> = {}, rest: ReviewExample = {}): ReviewExample => ({
    kind: 'Fleet',
    name: 'shops',
    spec,
    ...rest,
  });

  it('is refused with every reason at once', () => {
    const spec = {
      limits: { stores: 0, closuresPerRevision: '200%' },
      retention: '4000d',
      versions: { woocommerce: '1.0' },
    };
    const answer = answered(fleet(spec));
    assert.deepEqual(fields(answer), ['spec.limits.stores', 'spec.limits.closuresPerRevision', 'spec.retention']);
    assert.deepEqual(fields(answered(fleet({ versions: { woocommerce: '1.0' } }))), ['spec.versions.woocommerce']);
  });

  it('may not take a domain in which its stores get hosts that others have', () => {
    const claims = claimsOf({ shops: {}, other: {} }, { demo: {}, b: { fleet: 'other', hosts: ['demo.new.example'] } });
    const answer = answered(fleet(fleetExample('new.example'), { oldSpec: fleetExample() }), claims);
    assert.deepEqual(fields(answer), ['spec.environment.domain']);
    assert.match(answer.status?.message ?? '', /store demo: .*demo\.new\.example, which store b of fleet other has/);
  });

  it('is remarked on when it follows what another follows, or has more stores than it may', () => {
    const claims = claimsOf({ shops: {}, other: fleetExample() }, { a: quiet, b: quiet });
    const { allowed, warnings = [] } = answered(fleet({ limits: { stores: 1, storesPerOwner: 1 } }), claims);
    assert.ok(allowed);
    assert.match(
      warnings.join('\n'),
      /stores is 1, and the fleet has 2.*\n.*team-retail has 2.*\n.*fleet other follows/,
    );
  });
});

describe('review: what is not judged', () => {
  it('lets go whatever is on its way out, is deleted, or is a subresource', () => {
    const bad = { plan: 'huge' };
    const requests = [
      { metadata: { deletionTimestamp: '2026-11-21T10:00:00Z' } },
      { request: { operation: 'DELETE', object: null } },
      { request: { subResource: 'status' } },
    ];
    for (const rest of requests) assert.deepEqual(answered({ spec: bad, ...rest }), { uid, allowed: true });
  });

  it('lets other kinds be, and says that it was asked in error', () => {
    const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
    const { allowed, warnings = [] } = answered({ request: { kind, object: { any: 'thing' } } });
    assert.ok(allowed);
    assert.match(warnings[0] ?? '', /asked about Deployment \(apps\/v1\)/);
  });

  it('refuses a version of Store that it does not know', () => {
    const answer = answered({ request: { kind: { group: 'urumi.dev', version: 'v9', kind: 'Store' } } });
    assert.equal(answer.status?.code, 400);
    assert.match(answer.status?.message ?? '', /urumi\.dev\/v9: bring the webhook/);
  });

  it('answers the same to a dry run, and to the same question again', () => {
    const claims = claimsOf({ shops: { limits: { stores: 1 } } });
    const first = answered({ spec: quiet }, claims);
    assert.deepEqual(answered({ spec: quiet, request: { dryRun: true } }, claims), first);
    assert.deepEqual(answered({ spec: quiet }, claims), first);
    assert.equal(claims.size, 1);
  });
});

describe('review: what is malformed', () => {
  it('is refused with the uid, as far as it can be read', () => {
    const whole = JSON.stringify(reviewOf());
    const cases = [whole.slice(0, 200), whole.replace('"CREATE"', '7'), whole.replace('admission.k8s.io/v1', 'v0')];
    for (const text of cases) {
      const answer = answerTo(text);
      assert.equal(answer.uid, uid);
      assert.equal(answer.allowed, false);
      assert.equal(answer.status?.code, 400);
    }
  });

  it('has no answer when it has no uid', () => {
    for (const text of ['', '{}', 'null', '[]', '{"request":{"uid":7}}', '"x"'])
      assert.deepEqual(review(text, { claims: claimsOf({}), controller }).answer, undefined);
  });

  it('is refused when the object is missing or no Store', () => {
    for (const object of [null, undefined, 'text', 7, [], {}, { metadata: 1, spec: 2 }])
      assert.equal(answered({ request: { object } }).allowed, false);
  });
});
