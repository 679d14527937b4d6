import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decide } from '../controller/fleet/testing/scene.ts';
import { parseStoreFile } from '../synth/spec/parse-store-file.ts';
import { renderProblem } from '../synth/spec/problem.ts';
import { storeNameOf } from '../synth/spec/store-file-name.ts';
import type { StoreSpec } from '../synth/spec/store.ts';
import type { synthesise } from '../synth/synthesise.ts';
import type { PlanStore, StoreChangeKind } from './plan-report.ts';
import { mergeTime, planOf, storeFile } from './testing/scene.ts';

const valid = [
  '',
  'plan: medium',
  'title: Flowers',
  'hosts: [one.example.org]',
  'hosts: [two.example.org]',
  'hosts: [s1.shops.example.com]',
  'owner: team-x',
  'deletion: {protected: true}',
  'deletion: {policy: Delete}',
  'deletion: {retention: 12h}',
  'suspended: true',
  'storage: {files: 30Gi}',
];
const wrong = ['plan: tiny', 'colour: red'];
const running = ['s0', 's1', 's2', 's3', 's4', 's5', 's6'];
const closed = ['c0', 'c1'];
const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };

type Files = Record<string, string>;

const content = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...valid) },
  { weight: 1, arbitrary: fc.constantFrom(...wrong) },
);
const edit = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('keep' as const), content: fc.constant('') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('remove' as const, 'remove' as const, 'move' as const),
      content: fc.constant(''),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('write' as const, 'copy' as const, 'both' as const), content }),
  },
);
const history = fc.record({
  // One history in four removes most of what runs: by chance alone, closings seldom meet the guard.
  sweep: fc.nat({ max: 3 }).map((roll) => roll === 0),
  before: fc.array(fc.constantFrom(...valid), { minLength: running.length, maxLength: running.length }),
  edits: fc.array(edit, { minLength: running.length, maxLength: running.length }),
  back: fc.array(fc.option(content), { minLength: closed.length, maxLength: closed.length }),
  fresh: fc.array(content, { maxLength: 3 }),
  approves: fc.boolean(),
  limits: fc.constantFrom({}, { stores: 7 }, { storesPerOwner: 1 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

/** Objects are not compared here, and would take most of the time. */
const nothing: typeof synthesise = () => ({ namespace: '', stages: [], secrets: [], url: '', adminUrl: '' });

const hostIn = (text: string): string | undefined => /hosts: \[(.*)\]/.exec(text)?.[1];

/** What runs is applied, so it clashes with nothing: the second of two that claim a host, or an owner's second, claims none. */
function base({ before }: History): Files {
  const taken = new Set(running.map((name) => `${name}.shops.example.com`));
  return Object.fromEntries(
    running.map((name, at) => {
      const text = before[at] ?? '';
      const key = text.startsWith('owner') ? text : hostIn(text);
      const isFree = key === undefined || !taken.has(key);
      if (key !== undefined) taken.add(key);
      return [`stores/${name}.yaml`, storeFile(name, isFree ? text : '')];
    }),
  );
}

function rewrite(files: Files, name: string, { kind, content }: History['edits'][number]): void {
  const [path, other] = [`stores/${name}.yaml`, `stores/eu/${name}.yaml`];
  const moved = files[path] ?? '';
  if (kind === 'write' || kind === 'both') files[path] = storeFile(name, content);
  if (kind === 'copy' || kind === 'both') files[other] = storeFile(name, `${content}\n# the other`);
  if (kind === 'move') files[other] = moved;
  if (kind === 'move' || kind === 'remove') delete files[path];
}

function head(before: Files, { sweep, edits, back, fresh }: History): Files {
  const files = { ...before };
  for (const [at, one] of edits.entries()) rewrite(files, running[at] ?? '', one);
  for (const [at, content] of back.entries())
    if (content !== null) files[`stores/${closed[at]}.yaml`] = storeFile(closed[at] ?? '', content);
  for (const [at, content] of fresh.entries()) files[`stores/n${at}.yaml`] = storeFile(`n${at}`, content);
  if (sweep)
    for (const name of running.slice(1)) {
      delete files[`stores/${name}.yaml`];
      delete files[`stores/eu/${name}.yaml`];
    }
  return files;
}

function specOf(path: string, text: string): StoreSpec {
  const file = parseStoreFile(Buffer.from(text), path);
  if ('problems' in file) throw new Error(file.problems.map(renderProblem).join());
  return file.store.spec;
}

const sorted = (names: Iterable<string>): string[] => [...names].sort((a, b) => (a < b ? -1 : 1));
const named = (stores: readonly PlanStore[], ...changes: StoreChangeKind[]): string[] =>
  sorted(stores.filter(({ change }) => changes.includes(change)).map(({ name }) => name));

describe('the plan of a revision and the fleet loop', () => {
  it('agree on what opens, changes, reopens and closes, until when data is kept, what is wrong and what the guards say', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(history, async (example) => {
        const before = base(example);
        const after = head(before, example);
        const specs = Object.fromEntries(
          Object.entries(before).map(([path, text]) => [storeNameOf(path), specOf(path, text)]),
        );
        const kept = Object.fromEntries(closed.map((name) => [name, { closure }]));
        const { limits } = example;
        const gone = Object.keys(specs).filter((name) => !Object.keys(after).map(storeNameOf).includes(name));
        const closings = gone.filter((name) => specs[name]?.deletion.protected === false).length;
        const approved = example.approves ? closings : undefined;
        const decision = decide({
          files: after,
          // A file that was not changed has the blob that its Store object carries.
          blobs: Object.fromEntries(
            Object.entries(after).map(([path, text]) => [
              path,
              text === before[path] ? `blob-${storeNameOf(path)}` : text,
            ]),
          ),
          stores: {
            // Opened by an earlier revision: what a revision opened itself counts for nothing when its closings are judged.
            ...Object.fromEntries(
              Object.entries(specs).map(([name, spec]) => [name, { spec, revision: 'd'.repeat(40) }]),
            ),
            ...Object.fromEntries(closed.map((name) => [name, { spec: { closure } }])),
          },
          fleet: { environment: { domain: 'shops.example.com' }, limits },
          input: { approved, now: mergeTime, revision: 'a'.repeat(40) },
        });
        const live = { ...specs, ...kept };
        const { report } = await planOf(before, after, {
          limits,
          live,
          synthesise: nothing,
          ...(approved !== undefined && { approved }),
        });
        const { stores, violations, guard, approval } = report;

        for (const [kind, change] of [
          ['open', 'opened'],
          ['change', 'changed'],
          ['reopen', 'reopened'],
        ] as const) {
          const applied = decision.apply.filter((one) => one.kind === kind).map(({ name }) => name);
          assert.deepEqual(named(stores, change), sorted(applied), change);
        }
        const closing = stores.filter(({ change }) => change === 'closed');
        assert.deepEqual(
          sorted(closing.map(({ name }) => name)),
          sorted([...decision.refused, ...decision.close.map(({ name }) => name)]),
        );
        for (const { name, closure } of decision.close)
          assert.equal(closing.find((store) => store.name === name)?.purgeAt, closure.purgeAt);
        assert.deepEqual(guard, decision.refusal);
        assert.deepEqual(approval, decision.lifted);
        const isProtection = (message: string): boolean => message.includes('deletion.protected: true');
        const told = decision.invalid.flatMap(({ messages }) => messages);
        assert.deepEqual(sorted(violations.map(renderProblem)), sorted(told.filter((text) => !isProtection(text))));
        assert.equal(named(stores, 'protected').length, told.filter(isProtection).length);
        for (const { change } of stores) seen.set(change, (seen.get(change) ?? 0) + 1);
        if (guard) seen.set('refused', (seen.get('refused') ?? 0) + 1);
        if (approval) seen.set('approved', (seen.get('approved') ?? 0) + 1);
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(
      sorted(seen.keys()),
      ['approved', 'changed', 'closed', 'held', 'opened', 'protected', 'refused', 'reopened'],
      'the histories meet everything',
    );
  }).timeout(60_000);
});
