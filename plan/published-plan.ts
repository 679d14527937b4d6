/** How a plan is found on a forge, by whoever publishes it and whoever reads it there. */
export const publishedPlan = {
  /** Name of the check run, or context of the status, that branch protection requires. */
  context: 'urumi/plan',
  /** How a verdict begins whose merge closes nothing until somebody approves. */
  needsApproval: 'approval will be needed',
  /** Hidden in the one comment, so that it is found and edited in place. */
  marker: '<!-- urumi:plan -->',
  /** Hidden at the end of the comment: what was planned, so that a restart does not plan it again. */
  noteOf: (key: string): string => `<!-- urumi:planned ${key} -->`,
  /** Any such note, at the end of a comment. */
  note: /\n?<!-- urumi:planned [^>]*-->\s*$/,
} as const;
