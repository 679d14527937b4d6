import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { giteaApi } from '../sandbox/forge/gitea-api.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { buildApp } from './build/build-app.ts';
import { startUi } from './server/start-ui.ts';
import type { WriterOptions } from './server/session/sign-in.ts';
import { keepPicture } from './testing/keep-picture.ts';
import { freePort } from './testing/free-port.ts';
import type { WritesBed } from './testing/writes-bed.ts';
import type { WritingBrowser } from './testing/writing-browser.ts';

const accountSchema = z.object({ user: z.string(), password: z.string(), administratorToken: z.string() });

/** The test that signs a person in with their account at the forge. */
export function signInAtForge(given: () => { readonly bed: WritesBed; readonly seen: WritingBrowser }): void {
  it('shows nothing to strangers where reading is for members, signs a person in at the forge, back to the page they came from, and out again', async () => {
    const { bed, seen } = given();
    const { page } = seen;
    const { scene, api, log } = bed;
    const { user, password, administratorToken } = accountSchema.parse(
      JSON.parse(await readFile(scene.accountFile, 'utf8')),
    );
    const forge = giteaApi(scene.forge.repository.url, `token ${administratorToken}`);
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const wish = { name: 'urumi', redirect_uris: [`${publicUrl}/sign-in/callback`], confidential_client: true };
    const { client_id: clientId, client_secret: secret } = await forge.request<Record<string, string>>(
      'POST',
      '/user/applications/oauth2',
      wish,
    );
    const signIn = {
      kind: 'oauth',
      clientId: clientId ?? '',
      clientSecret: async () => secret ?? '',
      publicUrl,
    } as const;
    const writes: WriterOptions = {
      repository: scene.forge.repository,
      readers: 'members',
      signIn: { ...signIn, scope: 'read:user write:repository' },
      secrets: [randomBytes(32)],
    };
    const common = { api, namespace: systemNamespace, log, version: '0.0.0-test', app: await buildApp(), port };
    const theirs = await startUi({ ...common, writes });
    try {
      for (const path of ['stores', 'stores/kept', 'stream', 'fleets', 'activity']) {
        assert.equal((await fetch(`${publicUrl}/api/v1/${path}`)).status, 401, path);
      }
      assert.equal((await fetch(`${publicUrl}/api/v1/health/live`)).status, 200);
      await page.goto(`${publicUrl}/stores/kept`);
      await page.getByRole('heading', { name: 'Sign in to see the stores' }).waitFor();
      await keepPicture(page, 'sign-in');
      await page.getByRole('link', { name: 'Sign in with Gitea' }).click();
      await page.locator('[name=user_name]').fill(user);
      await page.locator('[name=password]').fill(password);
      await page.keyboard.press('Enter');
      await page.locator('[name=granted][value=true]').click();
      await page.waitForURL(`${publicUrl}/stores/kept`);
      await page.getByText(user, { exact: true }).first().waitFor();
      const answer = await page.evaluate<string>("fetch('/api/v1/stores/kept/file').then((answer) => answer.text())");
      assert.match(answer, /kind: Store/, 'read with their own token');
      const cookies = await page.context().cookies(publicUrl);
      const cookie = cookies.find(({ name }) => name === 'urumi-session');
      assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Lax']);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to see the stores' }).waitFor();
      const again = await fetch(`${publicUrl}/api/v1/stores/kept/file`, {
        headers: { cookie: `urumi-session=${cookie?.value}` },
      });
      assert.equal(again.status, 401, 'a copy of the cookie is worth nothing any more');
      assert.ok(!log.lines.join('\n').includes(secret ?? '-'));
    } finally {
      await theirs.stop();
    }
  });
}
