/** Why the repository, or the revision in it, cannot be followed at the moment. */
export interface SourceFailure {
  /** One word, for a condition. */
  readonly reason: string;
  readonly message: string;
  /** It stays like this until a person changes something; it is tried again all the same. */
  readonly stalled: boolean;
}

/** By code of RepositoryError: the condition's reason, and whether waiting alone can help. */
const reasons: Readonly<Record<string, readonly [reason: string, stalled: boolean]>> = {
  BadUrl: ['InvalidUrl', true],
  Unreachable: ['RepositoryUnreachable', false],
  Timeout: ['RepositoryUnreachable', false],
  ServerError: ['RepositoryUnreachable', false],
  Tls: ['RepositoryUntrusted', true],
  Unauthorized: ['Unauthorized', true],
  NotFound: ['RepositoryNotFound', true],
  Moved: ['RepositoryMoved', true],
  Protocol: ['NotARepository', true],
  BranchMissing: ['BranchMissing', true],
  TooLarge: ['RepositoryTooLarge', true],
  Corrupt: ['MirrorCorrupt', false],
  Storage: ['MirrorStorage', true],
};

/** What the fleet's status says of an error of the repository. Errors without a code are reported as they are. */
export function sourceFailure(error: unknown): SourceFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const [reason, stalled] = reasons[code] ?? ['FetchFailed', false];
  return { reason, message, stalled };
}
