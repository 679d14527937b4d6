import { ForgeApi } from './api/forge-api.ts';
import { forgeAgent } from './api/forge-agent.ts';
import { defaultTimeouts, type ForgeTimeouts } from './api/limits.ts';
import { pacedOctokit } from './api/octokit.ts';
import { RepositoryForge } from './api/repository-forge.ts';
import type { Pace } from './api/pace.ts';
import { Secrets } from './api/secrets.ts';
import { tokenAuthentication } from './api/token-authentication.ts';
import { apiUrl } from './api-url.ts';
import type { ForgeCredentials } from './forge-credentials.ts';
import type { Forge, ForgeRepository } from './forge.ts';
import { giteaDialect } from './gitea/gitea-dialect.ts';
import { appAuthentication } from './github/app-authentication.ts';
import { githubDialect } from './github/github-dialect.ts';

export interface ForgeOptions {
  readonly repository: ForgeRepository;
  readonly credentials: ForgeCredentials;
  /** PEM of the authority that signed the forge's certificate. Default: those that Node trusts. */
  readonly ca?: string | undefined;
  readonly timeouts?: Partial<ForgeTimeouts>;
  /** @default what suits the forge */
  readonly pace?: Pace;
}

/**
 * A repository on a forge, ready to be asked. Nothing is sent yet, and credentials are not read before they are needed.
 *
 * @throws ForgeError `Misconfigured`
 */
export function connectForge(options: ForgeOptions): Forge {
  const { repository, credentials } = options;
  const { kind, owner, name: repo } = repository;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const secrets = new Secrets();
  const baseUrl = apiUrl(repository);
  const agent = forgeAgent(timeouts, options.ca);
  const authentication =
    credentials.kind === 'app'
      ? appAuthentication({ app: credentials, at: { owner, repo }, secrets })
      : tokenAuthentication(credentials, secrets);
  const octokit = pacedOctokit({
    baseUrl,
    id: paceId(baseUrl, options),
    pace: options.pace ?? (kind === 'github' ? 'github' : 'unpaced'),
    agent,
    timeouts,
    authStrategy: () => authentication,
  });
  const api = new ForgeApi({ repository, octokit, secrets, totalMs: timeouts.totalMs });
  const close = () => agent.destroy();
  const appId = credentials.kind === 'app' ? credentials.appId : undefined;
  const dialect = kind === 'gitea' ? giteaDialect : githubDialect(appId);
  return new RepositoryForge({ api, dialect, close });
}

let tokens = 0;

/** Whose rate limit counts. Of a token nothing is known before it is read, so each forge with one paces itself alone. */
function paceId(baseUrl: string, { repository, credentials }: ForgeOptions): string {
  if (credentials.kind === 'token') return `${baseUrl} token ${(tokens += 1)}`;
  return `${baseUrl} app ${credentials.appId} ${credentials.installationId ?? repository.owner}`;
}
