/** Whom a forge takes us for. */
export interface Account {
  /** `octocat`; for a GitHub App its bot: `urumi[bot]`. */
  readonly login: string;
  readonly isBot: boolean;
  /** What it may do with the repository. `write` pushes branches and merges; `admin` also sets webhooks and protection. */
  readonly access: 'none' | 'read' | 'write' | 'admin';
}
