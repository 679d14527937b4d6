import { z } from 'zod';
import type { Account } from '../account.ts';
import type { Call } from '../api/call.ts';
import { repositoryAnswer, toAccess } from '../api/repository-answer.ts';

/** The account of a token. Gitea's own bots cannot sign in, so nobody here is one. */
export async function account(call: Call): Promise<Account> {
  const { data: user } = await call.octokit.rest.users.getAuthenticated({ request: call.repeatable });
  const { data: repository } = await call.octokit.rest.repos.get({ ...call.at, request: call.repeatable });
  const { login } = z.object({ login: z.string() }).parse(user);
  return { login, isBot: false, access: toAccess(repositoryAnswer.parse(repository).permissions) };
}
