import { z } from 'zod';
import { checkBranch } from '../api/check-change.ts';
import type { Call } from '../api/call.ts';
import type { BranchProtection } from '../branch-protection.ts';

const rulesetAnswer = z.object({ id: z.int().positive(), name: z.string() });
const rulesAnswer = z.object({
  rules: z
    .array(
      z.object({
        type: z.string(),
        parameters: z
          .object({ required_status_checks: z.array(z.object({ context: z.string() })).nullish() })
          .nullish(),
      }),
    )
    .nullish(),
});

/**
 * Protects a branch by a ruleset of our own, named after the branch. Rulesets add up, so nothing that others have set is touched; a change of
 * a branch's classic protection would have to send all of it back. https://docs.github.com/rest/repos/rules
 */
export async function protectBranch(call: Call, protection: BranchProtection): Promise<void> {
  const { branch, requiredStatuses, directPushes = false } = protection;
  checkBranch(call, branch);
  const { repos } = call.octokit.rest;
  const name = `Urumi: ${branch}`;
  const { data } = await repos.getRepoRulesets({
    ...call.at,
    includes_parents: false,
    per_page: 100,
    request: call.repeatable,
  });
  const known = z
    .array(rulesetAnswer)
    .parse(data)
    .find((ruleset) => ruleset.name === name);
  const contexts = new Set([...(known ? await contextsOf(call, known.id) : []), ...requiredStatuses]);
  const ruleset = {
    ...call.at,
    name,
    target: 'branch' as const,
    enforcement: 'active' as const,
    conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
    rules: [...(contexts.size > 0 ? [required(contexts)] : []), ...(directPushes ? [] : [pullRequestsOnly])],
  };
  if (known) await repos.updateRepoRuleset({ ...ruleset, ruleset_id: known.id, request: call.repeatable });
  else await repos.createRepoRuleset({ ...ruleset, request: call.once });
}

async function contextsOf(call: Call, ruleset_id: number): Promise<string[]> {
  const { data } = await call.octokit.rest.repos.getRepoRuleset({ ...call.at, ruleset_id, request: call.repeatable });
  const { rules } = rulesAnswer.parse(data);
  return (rules ?? []).flatMap(({ parameters }) =>
    (parameters?.required_status_checks ?? []).map(({ context }) => context),
  );
}

function required(contexts: ReadonlySet<string>) {
  return {
    type: 'required_status_checks' as const,
    parameters: {
      required_status_checks: [...contexts].map((context) => ({ context })),
      // A plan is made anew when its base moves; a person need not press a button for that.
      strict_required_status_checks_policy: false,
    },
  };
}

const pullRequestsOnly = {
  type: 'pull_request' as const,
  parameters: {
    required_approving_review_count: 0,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  },
};
