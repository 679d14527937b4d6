import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { digestOf } from './digest.ts';
import { engines, plans } from './spec/store.ts';
import { synthesise } from './synthesise.ts';
import type { KubernetesObject } from './synthesis.ts';
import { fleets, storeSpec } from './testing/samples.ts';

const folder = new URL('golden/', import.meta.url);
const update = process.env['UPDATE_GOLDEN'] === '1';

/** Scripts are files of their own, reviewed as such: their digests are enough here. */
function withoutScripts(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'ConfigMap' || object.metadata.name !== 'store-scripts') return object;
  const digests = Object.entries(object['data'] as object).map(([file, text]) => [file, digestOf(text)]);
  return { ...object, data: Object.fromEntries(digests) };
}

/** The objects as `urumi synth` would print them, stage by stage. */
function manifests(engine: string, plan: string, fleet: keyof typeof fleets): string {
  const { stages } = synthesise(
    { name: 'demo-shop', spec: storeSpec({ engine, plan, title: 'Demo Shop', hosts: ['shop.example.com'] }) },
    fleets[fleet],
  );
  return stages
    .flatMap(({ name, objects }) =>
      objects.map(
        ({ object }) =>
          `# stage: ${name}\n${stringify(withoutScripts(object), { lineWidth: 0, aliasDuplicateObjects: false })}`,
      ),
    )
    .join('---\n');
}

const cases = engines.flatMap((engine) =>
  plans.flatMap((plan) =>
    (['local', 'production'] as const).map((fleet) => ({
      engine,
      plan,
      fleet,
      file: `${engine}-${plan}-${fleet}.yaml`,
    })),
  ),
);

// The output is a contract: a change of it reaches every running store. Review it, then: UPDATE_GOLDEN=1 npx mocha synth/golden.test.ts
describe('rendered manifests', () => {
  before(() => mkdir(folder, { recursive: true }));

  for (const { engine, plan, fleet, file } of cases) {
    it(`are those of golden/${file}`, async () => {
      const rendered = manifests(engine, plan, fleet);
      if (update) await writeFile(new URL(file, folder), rendered);
      const golden = await readFile(new URL(file, folder), 'utf8');
      assert.ok(rendered === golden, firstDifference(golden, rendered, file));
    });
  }

  it('leave no golden file without a case', async () => {
    const files = await readdir(folder);
    assert.deepEqual(files.sort(), cases.map(({ file }) => file).sort());
  });
});

function firstDifference(golden: string, rendered: string, file: string): string {
  const [expected, actual] = [golden.split('\n'), rendered.split('\n')];
  const line = expected.findIndex((text, index) => text !== actual[index]);
  return `golden/${file}:${line + 1}: expected ${JSON.stringify(expected[line])}, rendered ${JSON.stringify(actual[line])}; if the change is wanted: UPDATE_GOLDEN=1 npx mocha synth/golden.test.ts`;
}
