import assert from 'node:assert/strict';
import type { PlanReport, StoreCluster } from '../plan-report.ts';
import { planOf, plainStores, storeFile } from '../testing/scene.ts';
import { renderPlanMarkdown } from './render-markdown.ts';
import { renderPlanText } from './render-text.ts';

const web = 'Deployment.apps/store-a/web';
const hostile = 'no `web` | @octocat <img src=x> https://evil.example \u001b[2J\n# second line';

/** A change of one store of which the cluster says this. */
async function said(cluster: Partial<StoreCluster>): Promise<PlanReport> {
  const files = { 'stores/a.yaml': storeFile('a') };
  const { report } = await planOf(
    files,
    { 'stores/a.yaml': storeFile('a', 'title: A') },
    { live: { a: {} }, check: { checked: 7, refused: [], warnings: [], unchecked: [], drifted: [], ...cluster } },
  );
  return report;
}

describe('what the cluster says of a change', () => {
  it('fails the plan when an object is refused, and says why before the stores are listed', async () => {
    const report = await said({ refused: [{ id: web, message: 'exceeded quota: pods' }] });
    assert.equal(report.conclusion, 'failure');
    assert.deepEqual(report.cluster, { checked: 7, refused: 1, unchecked: 0, drifted: 0 });
    const markdown = renderPlanMarkdown(report);
    assert.match(
      markdown,
      /The cluster refuses 1 object[^]*`a`: `Deployment.apps\/store-a\/web` `exceeded quota: pods`[^]*\| store \|/,
    );
    assert.match(markdown, /^\| `a` \| changed \| .*, 1 refused \|/m);
    assert.match(
      renderPlanText(report),
      /REFUSED BY THE CLUSTER\n {2}Deployment\.apps\/store-a\/web: exceeded quota: pods\n/,
    );
  });

  it('tells what somebody has changed or deleted, and that it is put back', async () => {
    const report = await said({
      drifted: [
        { id: web, state: 'changed' },
        { id: 'Service/store-a/web', state: 'missing' },
      ],
    });
    assert.equal(report.conclusion, 'success');
    for (const text of [renderPlanMarkdown(report), renderPlanText(report)]) {
      assert.match(text, /somebody has changed `?Deployment\.apps\/store-a\/web`? in the cluster/);
      assert.match(text, /somebody has deleted `?Service\/store-a\/web`? in the cluster/);
      assert.match(text, /2 drifted/);
      assert.match(text, /2 objects of these stores differ in the cluster from Git/);
    }
  });

  it('counts what could not be checked, and says why', async () => {
    const objects = ['a', 'b', 'c', 'd', 'e'].map((name) => `ConfigMap/store-a/${name}`);
    const report = await said({ unchecked: [{ why: 'its namespace does not exist yet', objects }] });
    assert.equal(report.conclusion, 'success');
    for (const text of [renderPlanMarkdown(report), renderPlanText(report)]) {
      assert.match(text, /not checked: .*ConfigMap\/store-a\/c`? and 2 more: `?its namespace does not exist yet/);
      assert.match(
        text,
        /asked by dry run about 7 objects and refuses none; 5 objects could not be checked before the merge/,
      );
    }
  });

  it('lets nothing that the API server or a policy says out of code, nor onto a line of its own', async () => {
    const report = await said({
      refused: [{ id: web, message: hostile }],
      warnings: [{ id: web, message: hostile }],
      unchecked: [{ why: hostile, objects: [web] }],
    });
    const markdown = renderPlanMarkdown(report);
    const rest = markdown.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, 'CODE');
    assert.doesNotMatch(rest, /octocat|evil|img|second/);
    for (const text of [markdown, renderPlanText(report)]) {
      assert.ok(!text.includes('\u001b'));
      assert.doesNotMatch(text, /^# second/m);
    }
  });

  it('stays below the limit with more refusals than there is room for', async () => {
    const refused = Array.from({ length: 2000 }, (_, at) => ({
      id: `ConfigMap/store-a/c${at}`,
      message: 'x'.repeat(300),
    }));
    const text = renderPlanMarkdown(await said({ refused }));
    assert.ok(text.length <= 65_000, `${text.length}`);
    assert.match(text, /^- and \d+ more$/m);
  });

  it('is not told where there was nothing to ask about', async () => {
    assert.doesNotMatch(renderPlanMarkdown(await said({ checked: 0 })), /dry run/);
  });

  it('is not there where no cluster was asked', async () => {
    const { report } = await planOf({}, plainStores(1));
    assert.equal(report.cluster, undefined);
    assert.doesNotMatch(renderPlanMarkdown(report), /dry run/);
  });
});
