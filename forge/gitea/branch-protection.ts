import { z } from 'zod';
import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { checkBranch } from '../api/check-change.ts';
import type { BranchProtection } from '../branch-protection.ts';

const answer = z.object({ status_check_contexts: z.array(z.string()).nullish(), enable_push: z.boolean() });

const account = z.object({ login: z.string().min(1) });

const rules = '/repos/{owner}/{repo}/branch_protections';

/**
 * Makes the rule of a branch, or adds to the one that is there; who may push by name is left as it is. Where statuses are required no administrator may merge without
 * them: Gitea lets them unless it is told otherwise (`BlockAdminMergeOverride` in its services/pull/check.go).
 */
export async function protectBranch(call: Call, protection: BranchProtection): Promise<void> {
  const { branch, requiredStatuses, directPushes = false } = protection;
  checkBranch(call, branch);
  const rule = branch.split('/').map(encodeURIComponent).join('/');
  const known = await read(call, rule);
  const contexts = [...new Set([...(known?.status_check_contexts ?? []), ...requiredStatuses])];
  const isChecked = contexts.length > 0;
  const fields = {
    ...call.at,
    enable_status_check: isChecked,
    status_check_contexts: contexts,
    ...(isChecked && { block_admin_merge_override: true }),
  };
  if (known === undefined) {
    const pushes = directPushes ? await onlyUs(call) : { enable_push: false };
    const parameters = { ...fields, ...pushes, rule_name: branch, request: call.once };
    await call.octokit.request(`POST ${rules}`, parameters);
    return;
  }
  const pushes = known.enable_push && !directPushes ? { enable_push: false } : {};
  await call.octokit.request(`PATCH ${rules}/{+rule}`, { ...fields, ...pushes, rule, request: call.repeatable });
}

async function onlyUs(call: Call): Promise<object> {
  const { data } = await call.octokit.request('GET /user', { request: call.repeatable });
  const { login } = account.parse(data);
  return { enable_push: true, enable_push_whitelist: true, push_whitelist_usernames: [login] };
}

async function read(call: Call, rule: string): Promise<z.infer<typeof answer> | undefined> {
  try {
    const { data } = await call.octokit.request(`GET ${rules}/{+rule}`, { ...call.at, rule, request: call.repeatable });
    return answer.parse(data);
  } catch (error) {
    if (answeredWith(error, 404)) return undefined;
    throw error;
  }
}
