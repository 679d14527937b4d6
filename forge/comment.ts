/** What GitHub takes in one comment, in characters; the marker and its line end are part of it. */
export const longestComment = 65_536;

/** A comment of ours on a pull request. */
export interface Comment {
  readonly id: number;
  /** Without the marker. */
  readonly markdown: string;
  /** Of the comment on the page. */
  readonly url: string;
}
