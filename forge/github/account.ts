import { z } from 'zod';
import type { Account } from '../account.ts';
import type { Call } from '../api/call.ts';
import { repositoryAnswer, toAccess } from '../api/repository-answer.ts';

/** The account of a token. https://docs.github.com/rest/users/users#get-the-authenticated-user */
export async function tokenAccount(call: Call): Promise<Account> {
  const { data: user } = await call.octokit.rest.users.getAuthenticated({ request: call.repeatable });
  const { login, type } = z.object({ login: z.string(), type: z.string() }).parse(user);
  const { data: repository } = await call.octokit.rest.repos.get({ ...call.at, request: call.repeatable });
  return { login, isBot: type === 'Bot', access: toAccess(repositoryAnswer.parse(repository).permissions) };
}

const permissions = z.record(z.string(), z.string());

/** The bot of an App, with what its installation may do. https://docs.github.com/rest/apps/apps */
export async function appAccount(call: Call): Promise<Account> {
  const { apps } = call.octokit.rest;
  const { data: app } = await apps.getAuthenticated({ request: call.repeatable });
  const { data: installation } = await apps.getRepoInstallation({ ...call.at, request: call.repeatable });
  const { slug } = z.object({ slug: z.string() }).parse(app);
  const may = z.object({ permissions }).parse(installation).permissions;
  return {
    login: `${slug}[bot]`,
    isBot: true,
    access: toAccess({
      admin: may['administration'] === 'write',
      push: may['contents'] === 'write',
      pull: may['contents'] === 'read',
    }),
  };
}
