import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { renderProblem } from '../../synth/spec/problem.ts';
import { checkManifests } from './check-manifests.ts';
import { findManifests } from './find-manifests.ts';

const template = join(import.meta.dirname, '../../stores-repo-template');

describe('stores-repo-template', () => {
  it('has nothing but valid stores, examples and fleets', async () => {
    const files = await findManifests(['stores', 'examples', 'fleet'].map((folder) => join(template, folder)));
    async function* contents(): AsyncGenerator<readonly [string, Uint8Array]> {
      for (const file of files) yield [file, await readFile(file)];
    }
    const { problems, stores, fleets } = await checkManifests(contents());
    assert.deepEqual(problems.map(renderProblem), []);
    assert.ok(stores >= 7 && fleets === 2, `${stores} stores, ${fleets} fleets`);
  });

  it('tells editors which schema each file has', async () => {
    for (const file of await findManifests(['stores', 'examples', 'fleet'].map((folder) => join(template, folder)))) {
      const schema = basename(join(file, '..')) === 'fleet' ? 'fleet' : 'store';
      assert.equal(
        (await readFile(file, 'utf8')).split('\n', 1)[0],
        `# yaml-language-server: $schema=../schema/${schema}.schema.json`,
        file,
      );
    }
  });

  it('has a workflow that runs the check which is tested here', async () => {
    const workflow = parse(await readFile(join(template, '.github/workflows/validate.yaml'), 'utf8')) as {
      jobs: { validate: { steps: { run?: string }[] } };
    };
    assert.equal(workflow.jobs.validate.steps.at(-1)?.run, 'node .urumi/cli/main.ts validate -o github');
  });

  it('shows a whole store in its README that is valid as it stands', async () => {
    const [, yaml = ''] = /```yaml\n([^`]+)```/.exec(await readFile(join(template, 'README.md'), 'utf8')) ?? [];
    async function* contents(): AsyncGenerator<readonly [string, Uint8Array]> {
      yield ['stores/flower-shop.yaml', new TextEncoder().encode(yaml)];
    }
    assert.deepEqual((await checkManifests(contents())).problems, []);
  });
});
