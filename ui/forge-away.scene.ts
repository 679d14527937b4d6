import assert from 'node:assert/strict';
import type { WritesBed } from './testing/writes-bed.ts';
import { WritingBrowser } from './testing/writing-browser.ts';

const never = new AbortController().signal;

/** Tests of changes that somebody wishes for while the forge is away. */
export function forgeAway(given: () => { readonly bed: WritesBed; readonly program: string }): void {
  it('says what could not be done while the forge is away, keeps what was typed, and opens one pull request when it is back', async () => {
    const { bed, program } = given();
    const { scene } = bed;
    await using seen = await WritingBrowser.start(program, bed);
    const { page } = seen;
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/v1/stores'))
        keys.push(request.headers()['idempotency-key']);
    });
    const ask = () => page.getByRole('button', { name: 'Open pull request' }).click();
    const refused = page.getByRole('alert').filter({ hasText: 'No pull request was opened' });
    await page.goto('/pulls');
    await seen.headline(/pull request/);
    await page.goto('/new');
    const name = page.locator('[id="metadata.name"]');
    await name.fill('patient');
    await page.locator('[id="spec.owner"]').fill('team-north');
    await page.locator('[id="spec.owner"]').blur();
    await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
    await scene.stopForge();
    try {
      await ask();
      await refused.waitFor();
      assert.match(
        await refused.innerText(),
        /Could not read where branch main is .*refused.*\. Try again when the forge answers: nothing is done twice\./,
      );
      await seen.look('forge-away-new');
      await page.reload();
      await page.getByText('What you had written is here again').waitFor();
      assert.equal(await name.inputValue(), 'patient');
      assert.equal(await page.locator('[id="spec.owner"]').inputValue(), 'team-north');
      await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
      await ask();
      await refused.waitFor();
      const other = await page.context().newPage();
      await other.goto('/pulls');
      await other
        .getByText(/What Git says may be old, as of \d\d:\d\d:\d\d: the forge at .* does not answer/)
        .waitFor();
      await other.close();
    } finally {
      await scene.startForge();
    }
    await ask();
    await seen.headline(/^patient waits to be merged$/);
    assert.equal(keys.length, 3);
    assert.equal(keys[1], keys[2], 'it is the same attempt');
    const opened = async () => {
      const { items } = await scene.forge.findPullRequests({}, never);
      return items.filter(({ title }) => /patient/.test(title)).length;
    };
    assert.equal(await opened(), 1);
    await scene.stopForge();
    try {
      await page.getByText(/What Git says may be old, as of \d\d:\d\d:\d\d: the forge does not answer/).waitFor();
      await seen.look('forge-away-followed');
    } finally {
      await scene.startForge();
    }
    await page.getByText('may be old').waitFor({ state: 'detached' });
    assert.deepEqual(seen.found, []);
  });
}
