import { RepositoryError, type RepositoryErrorCode } from '../../forge/repository/repository-error.ts';

/** Why the repository, or the revision in it, cannot be followed at the moment. */
export interface SourceFailure {
  /** One word, for a condition. */
  readonly reason: string;
  readonly message: string;
  /** It stays like this until a person changes something; it is tried again all the same. */
  readonly stalled: boolean;
}

/** The condition's reason, and whether it stays like this until a person changes something. */
const reasons: Readonly<Record<RepositoryErrorCode, readonly [reason: string, stalled: boolean]>> = {
  BadUrl: ['InvalidUrl', true],
  Unreachable: ['RepositoryUnreachable', false],
  Timeout: ['RepositoryUnreachable', false],
  Cancelled: ['FetchCancelled', false],
  ServerError: ['RepositoryUnreachable', false],
  Tls: ['RepositoryUntrusted', true],
  Unauthorized: ['Unauthorized', true],
  NotFound: ['RepositoryNotFound', true],
  Moved: ['RepositoryMoved', true],
  Damaged: ['RepositoryUnreachable', false],
  Protocol: ['NotARepository', true],
  BranchMissing: ['BranchMissing', true],
  PathMissing: ['PathMissing', true],
  RevisionMissing: ['RevisionMissing', false],
  TooLarge: ['RepositoryTooLarge', true],
  Corrupt: ['MirrorCorrupt', false],
  Storage: ['MirrorStorage', true],
};

/** What the fleet's status says of an error of the repository. Errors of another kind are reported as they are. */
export function sourceFailure(error: unknown): SourceFailure {
  const message = error instanceof Error ? error.message : String(error);
  const [reason, stalled] = error instanceof RepositoryError ? reasons[error.code] : ['FetchFailed', false];
  return { reason, message, stalled };
}
