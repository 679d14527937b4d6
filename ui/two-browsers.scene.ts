import assert from 'node:assert/strict';
import { storeFile } from '../test/harness/store-file.ts';
import type { WritesBed } from './testing/writes-bed.ts';
import { WritingBrowser } from './testing/writing-browser.ts';

const never = new AbortController().signal;

/** Tests of two people who change one store at one time, each in a browser of their own. */
export function twoBrowsers(given: () => { readonly bed: WritesBed; readonly program: string }): void {
  it('lets the first of two changes of one store through, shows it in the other browser, and says why the second cannot be merged', async () => {
    const { bed, program } = given();
    const { scene } = bed;
    await scene.addFile('stores/shared.yaml', `${storeFile('shared')}  title: As it was\n`, 'main');
    await scene.bed.untilPhase('shared', 'Ready');
    await using first = await WritingBrowser.start(program, bed);
    await using second = await WritingBrowser.start(program, bed);
    for (const [{ page }, title] of [
      [first, 'By the first'],
      [second, 'By the second'],
    ] as const) {
      await page.goto('/stores/shared/edit');
      const field = page.locator('[id="spec.title"]');
      await field.fill(title);
      await field.blur();
      await page.locator('.plan-panel:not(.stale)').getByText('A change').waitFor();
    }
    for (const { page } of [first, second]) await page.getByRole('button', { name: 'Open pull request' }).click();
    await second.headline(/^shared waits to be merged$/);
    await first.mergeUntil('shared', /^shared is as its file says$/);
    assert.equal((await scene.bed.store('shared'))?.spec?.['title'], 'By the first');
    await second.page.getByText('Conflicts with main', { exact: true }).waitFor();
    await second.look('conflict');
    const file = await scene.forge.readFile('stores/shared.yaml', await scene.mainHead(), never);
    assert.match(Buffer.from(file?.content ?? []).toString(), /By the first/);
    await second.page.goto('/stores/shared');
    await second.page.getByText('By the first').first().waitFor();
    assert.deepEqual([...first.complaints, ...second.complaints, ...second.found], []);
  });
}
