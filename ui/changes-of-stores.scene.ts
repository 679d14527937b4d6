import assert from 'node:assert/strict';
import { storeFile } from '../test/harness/store-file.ts';
import { until } from '../test/harness/until.ts';
import { keepPicture } from './testing/keep-picture.ts';
import type { WritesBed } from './testing/writes-bed.ts';
import type { WritingBrowser } from './testing/writing-browser.ts';

const never = new AbortController().signal;

/** Tests that change stores from their pages. */
export function changesOfStores(given: () => { readonly bed: WritesBed; readonly seen: WritingBrowser }): void {
  it('opens a store from the form: what it would do, its pull request, the merge, and Ready, without a reload', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    await page.goto('/');
    await page.evaluate('window.isTheSamePage = true');
    await page.keyboard.press('n');
    await seen.headline(/^New store$/);
    const name = page.locator('[id="metadata.name"]');
    await name.fill('Demo');
    await name.blur();
    await page.getByText('The name must be a DNS label').first().waitFor();
    await name.fill('demo');
    await name.blur();
    await page.getByText('There is a store named demo already').first().waitFor();
    await name.fill('winter');
    const title = page.locator('[id="spec.title"]');
    await title.fill('Winter & Söhne');
    await page.getByRole('radio', { name: 'medium' }).check();
    await page.locator('[id="spec.hosts"]').fill('winter.example');
    await page.locator('[id="spec.hosts"]').blur();
    await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
    await seen.look('new');
    await keepPicture(page, 'new-store');
    await keepPicture(page, 'new-store-dark', 'dark');
    await title.fill('<b>Winter</b> & "Söhne": 1');
    await title.blur();
    await page.locator('u-code-editor .cm-content').getByText('<b>Winter</b>').waitFor();
    const file = page.locator('u-code-editor .cm-content');
    await file.press('Control+End');
    await page.keyboard.type('  nonsense: true');
    await page.locator('.faults li').waitFor();
    await page.locator('u-code-editor .cm-lintRange-error').waitFor();
    await seen.look('new-problem');
    for (let undone = 0; (await page.locator('.faults li').count()) > 0 && undone < 20; undone += 1) {
      await file.press('Control+z');
      await page.locator('.plan-panel:not(.stale)').waitFor();
    }
    await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
    await page.getByRole('button', { name: 'Open pull request' }).dblclick();
    await seen.headline(/^winter waits to be merged$/);
    await seen.look('new-waits');
    await keepPicture(page, 'pull-request-opened');
    await seen.merge();
    await seen.headline(/^winter is open$/);
    assert.equal(await page.evaluate('window.isTheSamePage'), true);
    assert.equal((await scene.bed.status('winter'))?.phase, 'Ready');
  });

  it('suggests what the schema allows while somebody writes the file, and takes what is chosen', async () => {
    const { seen } = given();
    const { page } = seen;
    await page.goto('/new');
    const file = page.locator('u-code-editor .cm-content');
    await file.press('Control+End');
    await page.keyboard.type('  pla');
    await page.locator('.cm-tooltip-autocomplete li').getByText('plan').click();
    await page.keyboard.press('Control+Space');
    const words = page.locator('.cm-tooltip-autocomplete li');
    await words.getByText('large').waitFor();
    assert.deepEqual(await words.allInnerTexts(), ['large', 'medium', 'small']);
    await seen.look('editor');
    await page.keyboard.press('Enter');
    await page.locator('.plan-panel:not(.stale)').waitFor();
    assert.equal(await page.getByRole('radio', { name: 'large' }).isChecked(), true, 'the form follows the file');
    await page.getByRole('radio', { name: 'medium' }).check();
    await file.getByText('plan: medium').waitFor();
    await file.press('g');
    await page.keyboard.press('s');
    assert.match(page.url(), /\/new$/, 'keys of the page rest while somebody writes');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate("document.activeElement.tagName === 'U-CODE-EDITOR'"), false, 'Tab leads out');
  });

  it('has a plain field for the file where the editor cannot be loaded', async () => {
    const { seen } = given();
    const { page } = seen;
    await page.route('**/assets/code-editor-*.js', (route) => route.abort());
    await page.goto('/new');
    await page.locator('textarea').fill('kind: Nonsense\n');
    await page.locator('.faults li').first().waitFor();
    await page.locator('.faults button').first().click();
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    await page.unroute('**/assets/code-editor-*.js');
    seen.complaints.splice(0);
  });

  it('changes a store, and nothing of its file but what was changed', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    const note = '# kept by hand';
    await scene.addFile('stores/noted.yaml', `${note}\n${storeFile('noted')}`, 'main');
    await scene.bed.untilPhase('noted', 'Ready');
    await page.goto('/stores/noted');
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await seen.headline(/^Edit noted$/);
    await page.getByRole('radio', { name: 'large' }).check();
    await page.locator('.plan-panel:not(.stale)').getByText('A change').waitFor();
    await seen.look('edit');
    await page.getByRole('button', { name: 'Open pull request' }).click();
    await seen.mergeUntil('noted', /^noted is as its file says$/);
    const file = await scene.forge.readFile('stores/noted.yaml', await scene.mainHead(), never);
    const expected = `${note}\n${storeFile('noted')}`.replace('small', 'large');
    assert.equal(Buffer.from(file?.content ?? []).toString(), expected);
  });

  it('goes back to a revision: says first what that would do, and is as it was when it is merged', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    const file = async () => {
      const found = await scene.forge.readFile('stores/noted.yaml', await scene.mainHead(), never);
      return Buffer.from(found?.content ?? []).toString();
    };
    const before = await file();
    const changed = await scene.open('new-sign', { 'stores/noted.yaml': `${before}  title: New sign\n` });
    const revision = await scene.merge(changed);
    await until('the new sign is up', async () => (await scene.bed.status('noted'))?.history[0]?.revision === revision);
    await page.goto('/stores/noted');
    const links = page.getByRole('link', { name: /^Roll back to / });
    await links.nth(1).click();
    await page.getByText('volumes can grow but not shrink').first().waitFor();
    await page.goto('/stores/noted');
    await seen.look('store');
    await links.first().click();
    await seen.headline(/^Roll back noted$/);
    await page.locator('.plan-panel:not(.stale)').getByText('spec.title').waitFor();
    await seen.look('rollback');
    await keepPicture(page, 'roll-back');
    await page.getByRole('button', { name: 'Open pull request to roll back' }).dblclick();
    await seen.mergeUntil('noted', /^noted is as it was$/);
    assert.equal(await file(), before);
    const head = await scene.mainHead();
    const status = await scene.bed.status('noted');
    assert.deepEqual([status?.phase, status?.history[0]?.revision], ['Ready', head]);
    assert.equal((await scene.bed.store('noted'))?.spec?.['title'], undefined);
    await page.goto(`/stores/noted/rollback/${head}`);
    await page.getByText('there is nothing to roll back').waitFor();
  });

  it('suspends a store, and resumes it, each by a pull request that is followed to its end', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    await page.goto('/stores/noted');
    await page.locator('h1').filter({ hasText: 'noted' }).waitFor();
    await page.getByRole('link', { name: 'Suspend' }).waitFor();
    await page.keyboard.press('s');
    await seen.headline(/^Suspend noted$/);
    await seen.look('suspend');
    await page.getByRole('button', { name: 'Open pull request to suspend' }).click();
    await seen.mergeUntil('noted', /^noted is suspended$/);
    await page.goto('/stores/noted');
    await page.getByRole('link', { name: 'Resume' }).click();
    await seen.headline(/^Resume noted$/);
    await page.getByRole('button', { name: 'Open pull request to resume' }).click();
    await seen.mergeUntil('noted', /^noted is open again$/);
    assert.equal((await scene.bed.status('noted'))?.phase, 'Ready');
  });

  it('closes a store: says first what that means, asks for its name, and follows it to the end on one page', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    await page.goto('/stores/demo');
    await page.getByRole('link', { name: 'Close', exact: true }).click();
    await seen.headline(/^Close demo$/);
    await seen.look('close');
    await keepPicture(page, 'close');
    const button = page.getByRole('button', { name: 'Open pull request to close' });
    await button.click({ force: true }); // it says what is missing
    await page.locator('#confirm[aria-invalid=true]').waitFor();
    await page.locator('#confirm').fill('demo');
    await button.dblclick();
    await seen.headline(/^demo waits to be merged$/);
    await seen.look('close-waits');
    assert.equal((await scene.forge.findPullRequests({}, never)).items.length, 1);
    await seen.merge();
    await seen.headline(/^demo is closed$/);
    await seen.look('close-done');
    assert.equal((await scene.bed.status('demo'))?.phase, 'Closed');
  });

  it('reopens it with its file as it was', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    await page.goto('/stores/demo');
    await page.getByRole('link', { name: 'Reopen' }).click();
    await seen.headline(/^Reopen demo$/);
    await seen.look('reopen');
    await page.getByRole('button', { name: 'Open pull request to reopen' }).click();
    await seen.mergeUntil('demo', /^demo is open again$/);
    const head = await scene.mainHead();
    const file = await scene.forge.readFile('stores/demo.yaml', head, never);
    assert.equal(Buffer.from(file?.content ?? []).toString(), storeFile('demo'));
  });
}
