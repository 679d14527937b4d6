import assert from 'node:assert/strict';
import { until } from '../test/harness/until.ts';
import { storeFile } from '../test/harness/store-file.ts';
import type { WritesBed } from './testing/writes-bed.ts';
import type { WritingBrowser } from './testing/writing-browser.ts';

const never = new AbortController().signal;

/** Tests of everything that a key alone, or Control and a key, does on the pages of one store, of a pull request, and of a file. */
export function byKeyboard(given: () => { readonly bed: WritesBed; readonly seen: WritingBrowser }): void {
  const pressAll = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await given().seen.page.keyboard.press(key);
  };
  /** What has the focus: an id, a tag, or its text. */
  const focused = (of: string) => given().seen.page.evaluate(`document.activeElement.${of}`);
  const untilFocused = (of: string, what: string) =>
    until(`the focus is on ${what}`, async () => new RegExp(what).test(String(await focused(of))));

  it('finds a store by its name from any page, and shows them by name or by urgency', async () => {
    const { seen } = given();
    const { page } = seen;
    await page.goto('/fleet');
    await seen.headline(/store/);
    await pressAll('g', 'g');
    await untilFocused('type', '^search$');
    await page.keyboard.type('kept');
    await page.waitForURL('/?search=kept');
    await pressAll('Escape');
    await page.waitForURL('/');
    await pressAll('Escape', 'v');
    await page.waitForURL('/?sort=name');
    await page.locator('tr.grp', { hasText: 'By name' }).waitFor();
    await seen.look('stores-by-name');
    const names = await page.locator('tr[data-index] a.name').allInnerTexts();
    assert.deepEqual(names, names.toSorted());
    await page.reload();
    await page.locator('tr.grp', { hasText: 'By name' }).waitFor();
    await pressAll('v');
    await page.waitForURL('/');
    await page.locator('tr.grp', { hasText: 'Open' }).waitFor();
  });

  it('goes to the file of a store, and copies its kubectl line', async () => {
    const { page } = given().seen;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/stores/kept');
    await page.locator('#file').waitFor();
    await pressAll('f');
    await untilFocused('id', '^file$');
    await page.locator('u-copy').first().waitFor();
    await pressAll('y');
    const copied = async () => /^kubectl .*kept/.test(String(await page.evaluate('navigator.clipboard.readText()')));
    await until('the line is copied', copied);
  });

  it('goes from store to store of a plan, folds them, and leads to the merge, which it leaves to the person', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const names = ['key-one', 'key-two'];
    const files = Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, storeFile(name)]));
    const pull = await bed.scene.open('two-by-key', files);
    await bed.scene.untilSaid(pull.head.sha, 'urumi/plan', 'success');
    await page.goto(`/pulls/${pull.number}`);
    await page.locator('.plan > details').nth(1).waitFor();
    await page.getByRole('button', { name: 'Merge into main' }).waitFor();
    await pressAll(']');
    await untilFocused('innerText', names[0] ?? '');
    await pressAll(']', ']', 'x');
    await untilFocused('innerText', names[1] ?? '');
    assert.deepEqual(await page.evaluate("[...document.querySelectorAll('.plan > details')].map((one) => one.open)"), [
      false,
      true,
    ]);
    await pressAll('[', 'x', 'x');
    await untilFocused('innerText', names[0] ?? '');
    await pressAll('Shift+M');
    await untilFocused('innerText', 'Merge into main');
    assert.equal((await bed.scene.forge.readPullRequest(pull.number, never)).state, 'open');
    await bed.scene.api.request('PATCH', `/pulls/${pull.number}`, { state: 'closed' });
  });

  it('writes a file, goes to what is wrong with it, and opens the pull request', async () => {
    const { seen } = given();
    const { page } = seen;
    // Others have left there what they had not sent.
    await page.evaluate('sessionStorage.clear()');
    await page.goto('/new');
    await page.locator('u-code-editor').waitFor();
    await page.locator('[id="metadata.name"]').fill('Not A Name');
    await pressAll('Tab');
    await page.locator('[id="metadata.name"][aria-invalid=true]').waitFor();
    await pressAll('Control+.');
    await untilFocused('tagName', 'U-CODE-EDITOR');
    await pressAll('Control+.');
    await untilFocused('id', '^metadata.name$');
    await page.locator('[id="spec.title"]').focus();
    await pressAll('Control+Enter');
    await untilFocused('id', '^metadata.name$');
    await page.locator('[id="spec.title"]').focus();
    await pressAll('F8');
    await until('F8 goes to what is wrong', async () => (await focused("getAttribute('aria-invalid')")) === 'true');
    await page.locator('[id="metadata.name"]').fill('by-keys');
    await page.locator('[id="spec.owner"]').fill('team-north');
    await pressAll('Tab');
    await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
    await pressAll('Control+.');
    await untilFocused('tagName', 'U-CODE-EDITOR');
    const button = page.locator('.stick button:not([aria-disabled=true])');
    await button.waitFor();
    await pressAll('Control+Enter');
    await seen.headline(/^by-keys waits to be merged$/);
  });

  it('has no single keys for whoever switches them off, in this browser and for good', async () => {
    const { seen } = given();
    const { page } = seen;
    await page.goto('/fleet');
    await seen.headline(/store/);
    await pressAll('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard' });
    await dialog.waitFor();
    await seen.look('keys');
    await dialog.getByLabel('Single keys').uncheck();
    await pressAll('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.reload();
    await seen.headline(/store/);
    await pressAll('?', 'g', 's', 'n');
    assert.equal(new URL(page.url()).pathname, '/fleet');
    assert.equal(await dialog.isVisible(), false);
    await page.getByRole('button', { name: 'Keys' }).click();
    await dialog.getByLabel('Single keys').check();
    await pressAll('Escape', 'g', 's');
    await page.waitForURL('/');
  });
}
