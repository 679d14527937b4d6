/** How fast requests may follow each other. */
export type Pace =
  /** As GitHub asks for: one write a second, one that notifies people every three seconds. */
  | 'github'
  /** As fast as they come: for Gitea, and where an Enterprise server has no limits. */
  | 'unpaced';

/** Stands where @octokit/plugin-throttling has a Bottleneck.Group, and lets everything pass. */
const open = {
  key: () => ({ schedule: <T>(_job: object, work: (...args: unknown[]) => T, ...args: unknown[]) => work(...args) }),
};

/** What to tell @octokit/plugin-throttling. Its limits are per process and `id`. */
export function throttleGroups(pace: Pace): object {
  return pace === 'github' ? {} : { write: open, notifications: open, global: open, auth: open, search: open };
}
