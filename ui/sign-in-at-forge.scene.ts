import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ForgeUi } from './testing/forge-ui.ts';
import { keepPicture } from './testing/keep-picture.ts';
import type { WritesBed } from './testing/writes-bed.ts';
import type { WritingBrowser } from './testing/writing-browser.ts';

/** The forge's tokens are as short as the bed has them, ms. */
const tokenLifeMs = 3_000;

/** The tests that sign a person in with their account at the forge. */
export function signInAtForge(given: () => { readonly bed: WritesBed; readonly seen: WritingBrowser }): void {
  let theirs: ForgeUi;

  before(async () => {
    theirs = await ForgeUi.start(given().bed);
  });

  after(() => theirs?.[Symbol.asyncDispose]());

  it('shows nothing to strangers where reading is for members, signs a person in at the forge, back to the page they came from, and out again', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { url } = theirs;
    for (const path of ['stores', 'stores/kept', 'stream', 'fleets', 'activity']) {
      assert.equal((await fetch(`${url}/api/v1/${path}`)).status, 401, path);
    }
    assert.equal((await fetch(`${url}/api/v1/health/live`)).status, 200);
    await page.goto(`${url}/sign-in/callback?error=access_denied&state=made-up`);
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await seen.look('sign-in-refused');
    assert.equal(new URL(page.url()).search, '', 'it is said once');
    await page.goto(`${url}/stores/kept`);
    await page.getByRole('heading', { name: 'Sign in to see the stores' }).waitFor();
    assert.equal(await page.locator('.call').count(), 0);
    await keepPicture(page, 'sign-in');
    await page.getByRole('link', { name: 'Sign in with Gitea' }).click();
    await theirs.passForge(page);
    await page.waitForURL(`${url}/stores/kept`);
    await page.getByText(theirs.user, { exact: true }).first().waitFor();
    const answer = await page.evaluate<string>("fetch('/api/v1/stores/kept/file').then((answer) => answer.text())");
    assert.match(answer, /kind: Store/, 'read with their own token');
    const cookies = await page.context().cookies(url);
    const cookie = cookies.find(({ name }) => name === 'urumi-session');
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Lax']);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to see the stores' }).waitFor();
    const again = await fetch(`${url}/api/v1/stores/kept/file`, {
      headers: { cookie: `urumi-session=${cookie?.value}` },
    });
    assert.equal(again.status, 401, 'a copy of the cookie is worth nothing any more');
    assert.ok(!bed.log.lines.join('\n').includes(theirs.secret));
  });

  it("goes on when the forge's token has ended, also for two who ask at once; and when it is renewed no more, asks to sign in and has what was typed", async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { url } = theirs;
    await page.goto(`${url}/new`);
    await page.getByRole('link', { name: 'Sign in with Gitea' }).click();
    await page.waitForURL(`${url}/new`);
    await sleep(tokenLifeMs);
    const read = "fetch('/api/v1/stores/kept/file').then(({ status }) => status)";
    const both = await page.evaluate<number[]>(`Promise.all([${read}, ${read}])`);
    assert.deepEqual(both, [200, 200], 'Gitea takes a refresh token once');

    // Gitea counts renewals for each person and application: whoever signs in elsewhere ends it here.
    const browser = page.context().browser();
    const elsewhere = await browser?.newContext();
    const other = await elsewhere?.newPage();
    assert.ok(other !== undefined);
    await other.goto(`${url}/sign-in`);
    await theirs.logIn(other);
    await other.waitForURL(`${url}/`);
    await elsewhere?.close();

    await page.locator('[id="metadata.name"]').fill('late');
    await page.locator('[id="spec.title"]').fill('Too late');
    await page.locator('[id="spec.title"]').blur();
    await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
    await sleep(tokenLifeMs);
    await page.getByRole('button', { name: 'Open pull request' }).click();
    await page.getByRole('heading', { name: 'Sign in to see the stores' }).waitFor();
    await page.getByRole('link', { name: 'Sign in with Gitea' }).click();
    await page.waitForURL(`${url}/new`);
    await page.getByText('What you had written is here again').waitFor();
    assert.equal(await page.locator('[id="spec.title"]').inputValue(), 'Too late');
    await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
    await seen.look('written-before');
    await page.getByRole('button', { name: 'Open pull request' }).click();
    await seen.headline(/^late waits to be merged$/);
    await page.goto(`${url}/new`);
    assert.equal(await page.locator('[id="metadata.name"]').inputValue(), '', 'what was sent is not written again');
    assert.doesNotMatch(bed.log.lines.join('\n'), /eyJ/, 'no token in the log');
    // The browser tells of each refusal, and this test is about one.
    const others = seen.complaints.filter((text) => !text.includes('status of 401'));
    seen.complaints.splice(0, Infinity, ...others);
  });
}
