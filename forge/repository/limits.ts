/** What a repository may cost before it is refused. */
export interface Limits {
  /** Bytes of one answer of the server, a whole pack included. It is held in memory about three times while it is indexed. */
  readonly answerBytes: number;
  /** Bytes of one object, unpacked: what a tree, a commit or the base of a delta may have. */
  readonly objectBytes: number;
  /** Bytes that one call of `readBlobs` may return. */
  readonly batchBytes: number;
  /** Files and folders in one listing. */
  readonly files: number;
  /** Characters of a path, counted from the repository's root. */
  readonly pathLength: number;
  /** Folders within folders. */
  readonly treeDepth: number;
  /** Packs that may pile up before the mirror clones anew; isomorphic-git has no gc. */
  readonly packs: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: Limits = {
  answerBytes: 256 * mebibyte,
  objectBytes: 32 * mebibyte,
  batchBytes: 256 * mebibyte,
  files: 100_000,
  pathLength: 1024,
  treeDepth: 32,
  packs: 300,
};

/** How long the network may take, in ms. */
export interface Timeouts {
  readonly connectMs: number;
  /** Without a single byte from the server. */
  readonly idleMs: number;
  /** For one operation in all: asking for the head, a fetch, a clone. */
  readonly totalMs: number;
}

export const defaultTimeouts: Timeouts = { connectMs: 10_000, idleMs: 30_000, totalMs: 300_000 };
