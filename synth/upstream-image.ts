import { type Environment, officialImages } from './spec/fleet.ts';

/** An image of Docker's Official Images that stores run as it is. */
export interface OfficialImage {
  readonly name: string;
  /** The exact version: a floating tag would upgrade a database whenever its pod moves. */
  readonly tag: string;
  /**
   * Of the index of all platforms, as Docker's Official Images publish it in their record: https://github.com/docker-library/repo-info/tree/master/repos,
   * `<name>/remote/<tag>.md`.
   */
  readonly digest: `sha256:${string}`;
}

/**
 * How a store's pods name an upstream image: by version for people, and by digest for machines where it comes from Docker's Official Images themselves. A registry of
 * one's own may hold the same version under another digest, copied for one platform or built anew; and nodes that pull nothing know images by tag alone.
 */
export function upstreamImage({ images }: Environment, { name, tag, digest }: OfficialImage): string {
  const reference = `${images.upstream}/${name}:${tag}`;
  return images.upstream === officialImages && images.pullPolicy !== 'Never' ? `${reference}@${digest}` : reference;
}
