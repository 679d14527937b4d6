import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { PlanReport } from '../plan-report.ts';
import { plainStores, planOf, storeFile, type Files } from '../testing/scene.ts';
import { renderPlanMarkdown } from './render-markdown.ts';
import { renderPlanText } from './render-text.ts';

const golden = new URL('../golden/', import.meta.url);
const update = process.env['UPDATE_GOLDEN'] === '1';

/** A pull request that opens, changes, closes and breaks a store. */
async function sample(): Promise<PlanReport> {
  const old = storeFile('old-shop', 'storage: {database: 8Gi, files: 12Gi}');
  const kept = plainStores(2);
  const before = {
    ...kept,
    'stores/old-shop.yaml': old,
    'stores/flower-shop.yaml': storeFile('flower-shop'),
    'stores/book-shop.yaml': storeFile('book-shop'),
  };
  const after = {
    ...kept,
    'stores/flower-shop.yaml': storeFile('flower-shop', 'title: Flowers\nhosts: [flowers.example.org]'),
    'stores/book-shop.yaml': storeFile('book-shop', 'plan: huge'),
    'stores/new-shop.yaml': storeFile('new-shop'),
  };
  return (await planOf(before, after)).report;
}

/** Digests say that something has changed, which the golden files of the manifests show better. */
function withoutDigests(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{32}\b/g, 'DIGEST').replaceAll(/-[0-9a-f]{10}\b/g, '-HASH');
}

async function isGolden(file: string, text: string): Promise<void> {
  if (update) await writeFile(new URL(file, golden), withoutDigests(text));
  assert.equal(
    withoutDigests(text),
    await readFile(new URL(file, golden), 'utf8'),
    `UPDATE_GOLDEN=1 when it is wanted`,
  );
}

describe('the report of a pull request that opens, changes, closes and breaks a store', () => {
  it('is this Markdown', async () => isGolden('pull-request.md', renderPlanMarkdown(await sample())));

  it('is this text', async () => isGolden('pull-request.txt', renderPlanText(await sample())));

  it('says in its first lines what is at risk, until when, and how to undo it', async () => {
    const [alert, title, , store] = renderPlanMarkdown(await sample()).split('\n');
    assert.equal(alert, '> [!CAUTION]');
    assert.equal(title, '> **Data at risk: merging closes 1 store that holds 20 GiB.**');
    assert.match(store ?? '', /^> - `old-shop`: \*\*20 GiB .*purged on 2026-11-28 14:00 UTC, 7 days after the merge/);
    assert.match(store ?? '', /To undo: .*restore `stores\/old-shop\.yaml`/);
  });
});

describe('a report in Markdown', () => {
  it('begins with no alert where no data is at risk', async () => {
    const { report } = await planOf({}, plainStores(1));
    assert.doesNotMatch(renderPlanMarkdown(report), /\[!CAUTION\]/);
  });

  it('says that nothing brings back what is deleted at once', async () => {
    const before = { ...plainStores(2), 'stores/a.yaml': storeFile('a', 'deletion: {policy: Delete}') };
    const text = renderPlanMarkdown((await planOf(before, plainStores(2))).report);
    assert.match(text, /^> \[!CAUTION\]\n.*\n>\n> - `a`: .*deleted at once.* nothing brings the data back/);
  });

  it('warns of closings that wait for approval, with the trailer to write', async () => {
    const { report } = await planOf(plainStores(10), { 'stores/s9.yaml': storeFile('s9') });
    assert.match(
      renderPlanMarkdown(report),
      /> \[!WARNING\]\n> \*\*No store is closed\*\* .*Urumi-Approve-Closures: 9/,
    );
    const approved = await planOf(plainStores(10), { 'stores/s9.yaml': storeFile('s9') }, { approved: 9 });
    assert.match(renderPlanMarkdown(approved.report), /approves 9 closings/);
  });

  it('says of a fleet that is suspended that nothing happens yet', async () => {
    const { report } = await planOf({}, plainStores(1), { suspended: true });
    assert.match(
      renderPlanMarkdown(report),
      /^> \[!WARNING\]\n> \*\*The fleet is suspended\*\*: nothing of this happens/m,
    );
    assert.match(renderPlanText(report), /^THE FLEET IS SUSPENDED\n/m);
    assert.doesNotMatch(renderPlanMarkdown((await planOf({}, plainStores(1))).report), /suspended/);
  });

  it('stays below the limit with 100 changed stores, with a row for each and a count of the rest', async () => {
    const changed = await planOf(plainStores(100), plainStores(100, 'plan: large'));
    const text = renderPlanMarkdown(changed.report);
    assert.ok(text.length <= 65_000, `${text.length}`);
    assert.equal(text.match(/^\| `s\d+` \|/gm)?.length, 100);
    const shown = text.match(/^<details>/gm)?.length ?? 0;
    assert.match(text, new RegExp(`^Details of ${100 - shown} stores more do not fit here`, 'm'));
    assert.equal(text.match(/^<\/details>/gm)?.length, shown, 'no block is cut open');
  }).timeout(10_000);

  it('stays below the limit whatever there is too much of, and counts what it leaves out', async () => {
    const many = plainStores(600);
    const long = Object.fromEntries(
      Object.keys(many).map((path, at) => [
        `stores/${'x'.repeat(200)}/${at}${path.slice(7)}`,
        `broken: ${'y'.repeat(300)}`,
      ]),
    );
    const { report } = await planOf(many, { ...long, ...plainStores(1) }, { limits: { closuresPerRevision: '100%' } });
    assert.equal(report.stores.length, 1199);
    for (const limit of [10_000, 30_000, 65_000]) {
      const text = renderPlanMarkdown(report, { limit });
      assert.ok(text.length <= limit, `${text.length} of ${limit}`);
      assert.match(text, /^> - and \d+ stores more$/m);
      assert.match(text, /^- and \d+ more$/m);
      assert.match(text, /^\| and \d+ stores more \|/m);
    }
  }).timeout(20_000);
});

describe('a report of hostile files', () => {
  const titles = [
    'a | b | c',
    '`` ` ```',
    '<script>alert(1)</script>',
    '@octocat closes #1',
    '[x](https://evil.example) https://evil.example www.evil.example',
    '</details></code><img src=x onerror=alert(1)>',
    '| --- | ![x](//evil.example/p.png) &lt; \\',
    'x`</code>`y',
  ];

  function hostile(title: string): Files {
    const file = storeFile('a', `title: ${JSON.stringify(title)}`);
    const name = title.replaceAll('/', '_').slice(0, 60);
    return { 'stores/a.yaml': file, [`stores/${name}.yaml`]: 'x: 1', [`stores/${name}\n# b.yaml`]: 'x: 1' };
  }

  /** What is left when code is taken out, as CommonMark finds it: a run of backticks, until the next of the same length. */
  function withoutCode(markdown: string): string {
    return markdown.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, 'CODE');
  }

  for (const title of titles) {
    it(`lets nothing of ${JSON.stringify(title)} out of code`, async () => {
      const { report } = await planOf({ 'stores/a.yaml': storeFile('a') }, hostile(title));
      const text = renderPlanMarkdown(report);
      const rest = withoutCode(text).replaceAll(
        /<summary><code>[\p{L}\p{N} ._&#;…-]*<\/code> [a-z]+<\/summary>/gu,
        'SUMMARY',
      );
      assert.doesNotMatch(rest, /[@`\]]|\]\(|https?:|www|script|img|evil|octocat|\\/);
      for (const [tag] of rest.matchAll(/<[^>]*>?/g)) assert.match(tag, /^<\/?(details|sub)>$/);
      const widths = text.split('\n').filter((line) => line.startsWith('|'));
      for (const row of widths) assert.equal(row.split('|').length, 7, row);
      assert.doesNotMatch(text, /^# b/m);
      assert.doesNotMatch(renderPlanText(report), /^# b/m);
    });
  }
});
