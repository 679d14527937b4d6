/** How a pull request is to be merged. */
export interface MergeWish {
  /** The head that was looked at. With another one nothing is merged. */
  readonly headSha: string;
  /** @default 'merge' */
  readonly method?: 'merge' | 'squash' | 'rebase';
  /** First line of the commit's message; default: the forge's. */
  readonly title?: string;
  /** Rest of the commit's message; default: the forge's. Trailers go here. */
  readonly message?: string;
}
