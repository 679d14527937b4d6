import assert from 'node:assert/strict';
import { storeFile } from '../test/harness/store-file.ts';
import { keepPicture } from './testing/keep-picture.ts';
import type { WritesBed } from './testing/writes-bed.ts';
import type { WritingBrowser } from './testing/writing-browser.ts';

const never = new AbortController().signal;

/** Tests that merge from the page of a pull request. The fleet closes one store a revision unasked. */
export function merging(given: () => { readonly bed: WritesBed; readonly seen: WritingBrowser }): void {
  it('merges nothing that its plan refuses, and says why the button does nothing', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const pull = await bed.scene.open('nonsense', { 'stores/nonsense.yaml': 'kind: Nonsense\n' });
    await bed.scene.untilSaid(pull.head.sha, 'urumi/plan', 'failure');
    await page.goto(`/pulls/${pull.number}`);
    await page.getByText(/^Its plan says no: /).waitFor();
    await seen.look('merge-refused');
    await page.getByRole('button', { name: 'Merge into main' }).click({ force: true });
    assert.equal(await page.locator('u-merge-card .call').count(), 0, 'nothing was even asked');
    assert.equal((await bed.scene.forge.readPullRequest(pull.number, never)).state, 'open');
    await bed.scene.api.request('PATCH', `/pulls/${pull.number}`, { state: 'closed' });
  });

  it('closes more stores than a fleet closes unasked only when somebody has typed how many', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene } = bed;
    const names = ['first-of-two', 'last-of-two'];
    for (const name of names) await scene.addFile(`stores/${name}.yaml`, storeFile(name), 'main');
    for (const name of names) await scene.bed.untilPhase(name, 'Ready');
    const pull = await scene.open('close-two', Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, null])));
    await scene.untilSaid(pull.head.sha, 'urumi/plan', 'success');
    await page.goto('/fleet');
    await page.getByRole('link', { name: 'close-two' }).waitFor();
    await seen.look('fleet-approval');
    await page.getByRole('link', { name: 'close-two' }).click();
    await page.getByText('2 stores would close; more than 1 at once needs an approval').waitFor();
    await page.getByText('db-data 5Gi, uploads 10Gi, kept 7').first().waitFor();
    await keepPicture(page, 'pull-request');
    const button = page.getByRole('button', { name: 'Merge and close 2 stores' });
    await page.getByLabel('Type 2 to approve').fill('3');
    await button.click({ force: true });
    await page.locator('#approve[aria-invalid=true]').waitFor();
    await seen.look('merge-approval');
    assert.equal((await scene.forge.readPullRequest(pull.number, never)).state, 'open');
    await page.getByLabel('Type 2 to approve').fill('2');
    await button.dblclick();
    await page.locator('.title').getByText('Merged').waitFor();
    for (const name of names) await scene.bed.untilPhase(name, 'Closed');
    const commit = await scene.api.request<{ commit: { message: string } }>(
      'GET',
      `/git/commits/${await scene.mainHead()}`,
    );
    assert.match(commit.commit.message, /\nUrumi-Approve-Closures: 2\s*$/);
  });

  it('shows those that are mine, and those that wait for me', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const pull = await bed.scene.open('a-readme', { 'NOTES.md': 'For people.\n' });
    await bed.scene.untilSaid(pull.head.sha, 'urumi/plan', 'success');
    await page.goto('/pulls');
    await page.locator('.prs .name', { hasText: 'a-readme' }).waitFor();
    await keepPicture(page, 'pulls');
    await page.getByRole('link', { name: /^Waits for me\s+1$/ }).click();
    await page.locator('.prs .name', { hasText: 'a-readme' }).waitFor();
    assert.equal(await page.locator('.prs .name').count(), 1);
    await seen.look('pulls');
    await page.getByRole('link', { name: 'Merged' }).click();
    await page.locator('.prs .name', { hasText: 'close-two' }).waitFor();
    assert.equal(await page.locator('.prs .name', { hasText: 'a-readme' }).count(), 0);
    await page.goto(`/pulls/${pull.number}`);
    await page.getByRole('button', { name: 'Merge into main' }).dblclick();
    await page.getByText('It is merged.').waitFor();
    assert.equal((await bed.scene.forge.readPullRequest(pull.number, never)).state, 'merged');
    await page.goto('/activity');
    await page.locator('.act').getByText('Merged: close-two').waitFor();
    await keepPicture(page, 'activity');
  });
}
