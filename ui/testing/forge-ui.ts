import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { giteaApi } from '../../sandbox/forge/gitea-api.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { buildApp } from '../build/build-app.ts';
import { startUi, type RunningUi } from '../server/start-ui.ts';
import type { WriterOptions } from '../server/session/sign-in.ts';
import { freePort } from './free-port.ts';
import type { WritesBed } from './writes-bed.ts';

const accountSchema = z.object({ user: z.string(), password: z.string(), administratorToken: z.string() });

/** A web UI at which people sign in with their account at the bed's forge, and which shows nothing to others. */
export class ForgeUi implements AsyncDisposable {
  readonly url: string;
  /** Of the application, at the forge. */
  readonly secret: string;
  readonly user: string;
  readonly #password: string;
  readonly #ui: RunningUi;

  private constructor(parts: { url: string; secret: string; user: string; password: string; ui: RunningUi }) {
    this.url = parts.url;
    this.secret = parts.secret;
    this.user = parts.user;
    this.#password = parts.password;
    this.#ui = parts.ui;
  }

  static async start({ scene, api, log }: WritesBed): Promise<ForgeUi> {
    const { user, password, administratorToken } = accountSchema.parse(
      JSON.parse(await readFile(scene.accountFile, 'utf8')),
    );
    const forge = giteaApi(scene.forge.repository.url, `token ${administratorToken}`);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const wish = { name: 'urumi', redirect_uris: [`${url}/sign-in/callback`], confidential_client: true };
    const { client_id: clientId = '', client_secret: secret = '' } = await forge.request<Record<string, string>>(
      'POST',
      '/user/applications/oauth2',
      wish,
    );
    const signIn = { kind: 'oauth', clientId, clientSecret: async () => secret, publicUrl: url } as const;
    const writes: WriterOptions = {
      repository: scene.forge.repository,
      readers: 'members',
      signIn: { ...signIn, scope: 'read:user write:repository' },
      secrets: [randomBytes(32)],
    };
    const common = { api, namespace: systemNamespace, log, version: '0.0.0-test', app: await buildApp(), port };
    return new ForgeUi({ url, secret, user, password, ui: await startUi({ ...common, writes }) });
  }

  /** Goes through the forge's pages, as somebody who is not signed in there, and has never said yes. */
  async passForge(page: Page): Promise<void> {
    await this.logIn(page);
    await page.locator('[name=granted][value=true]').click();
  }

  /** Fills in the forge's own form. */
  async logIn(page: Page): Promise<void> {
    await page.locator('[name=user_name]').fill(this.user);
    await page.locator('[name=password]').fill(this.#password);
    await page.keyboard.press('Enter');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ui.stop();
  }
}
