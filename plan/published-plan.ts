/** How a plan is found on a forge, by whoever publishes it and whoever reads it there. */
export const publishedPlan = {
  /** Name of the check run, or context of the status, that branch protection requires. */
  context: 'urumi/plan',
  /** Hidden in the one comment, so that it is found and edited in place. */
  marker: '<!-- urumi:plan -->',
} as const;
