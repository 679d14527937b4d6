import type { Authentication } from '../api/authentication.ts';
import { CredentialsError } from '../api/credentials-error.ts';
import type { Secrets } from '../api/secrets.ts';
import type { ForgeCredentials } from '../forge-credentials.ts';
import { appAuth } from './app-auth.ts';
import { findInstallation } from './find-installation.ts';
import { isPrivateKey } from '../private-key.ts';

type AppCredentials = Extract<ForgeCredentials, { kind: 'app' }>;
type Request = Parameters<Authentication['hook']>[0];

interface AppOptions {
  readonly app: AppCredentials;
  /** The repository that the App is installed on. */
  readonly at: { readonly owner: string; readonly repo: string };
  readonly secrets: Secrets;
}

/** What an App is while its key stays the same. */
interface SignedIn {
  readonly privateKey: string;
  readonly authentication: Authentication;
}

/** Signs as a GitHub App: with a JWT of its own where GitHub wants the App, with a token of its installation everywhere else. */
export function appAuthentication({ app, at, secrets }: AppOptions): Authentication {
  let current: Promise<SignedIn> | undefined;

  async function signIn(request: Request, privateKey: string): Promise<SignedIn> {
    const { appId } = app;
    const installationId = app.installationId ?? (await findInstallation(request, { appId, privateKey, at }));
    return { privateKey, authentication: appAuth({ appId, privateKey, installationId }) };
  }

  return {
    async hook(request, route, parameters) {
      const privateKey = await readKey(app);
      secrets.add(privateKey);
      // An App that failed to sign in, or whose key is another now, signs in anew.
      const before = await current?.catch(() => undefined);
      if (before?.privateKey !== privateKey) current = signIn(request, privateKey);
      const { authentication } = await (current as Promise<SignedIn>);
      return authentication.hook(request, route, parameters);
    },
  };
}

async function readKey({ privateKey }: AppCredentials): Promise<string> {
  const key = await privateKey().catch((error: unknown) => {
    throw new CredentialsError(`the App's private key cannot be read: ${error instanceof Error ? error.message : ''}`);
  });
  if (isPrivateKey(key)) return key.trim();
  throw new CredentialsError("the App's private key is not one in PEM");
}
