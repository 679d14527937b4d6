import { applyObject } from '../../cluster/apply.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError, type ApiError } from '../../cluster/errors.ts';
import { plainMessage } from '../../cluster/health/message.ts';
import { objectId } from '../../cluster/object-id.ts';
import type { KubeObject } from '../../cluster/object.ts';

/** What the API server says of an object that would be applied. */
export type DryRunAnswer =
  | { readonly outcome: 'admitted'; readonly warnings: readonly string[] }
  | { readonly outcome: 'refused'; readonly message: string }
  /** It could not be asked, or not as the controller will: `why`. */
  | {
      readonly outcome: 'unchecked';
      readonly why: string;
      /** Asking again soon may well be answered. */
      readonly passing?: boolean;
    };

/**
 * Has the API server check and admit an object as the controller would apply it (server-side apply, forced, by its field manager), and
 * store nothing. Needs the right to patch, and to create, such an object: RBAC knows no dry run.
 *
 * @throws ApiError `Aborted`, and nothing else of the API server
 */
export async function dryRun(api: ApiConnection, object: KubeObject, signal?: AbortSignal): Promise<DryRunAnswer> {
  try {
    const { warnings } = await applyObject(api, object, { dryRun: true, ...(signal && { signal }) });
    return { outcome: 'admitted', warnings: warnings.map(plainMessage) };
  } catch (error) {
    if (!isApiError(error) || error.code === 'Aborted') throw error;
    return answerOf(error, objectId(object));
  }
}

/** How RBAC words its refusals; those of admission, which have the same status, name no user. */
const noRight = /is forbidden: User ".*" cannot \w+ resource/;

function answerOf(error: ApiError, id: string): DryRunAnswer {
  if (error.code === 'Forbidden' && noRight.test(error.detail))
    return { outcome: 'unchecked', why: 'whoever asks has no right to patch such an object' };
  if (error.code === 'NotFound' && id.split('/')[1] !== '')
    return { outcome: 'unchecked', why: 'its namespace does not exist yet' };
  if (error.retryable || error.code === 'Unauthorized' || error.code === 'Misconfigured')
    return { outcome: 'unchecked', why: plainMessage(error.message), passing: error.retryable };
  return { outcome: 'refused', message: refusalText(error) };
}

/** The API server quotes whole values, which may be what somebody else has put there: of those only the fields and what is wrong are told. */
function refusalText({ causes, detail }: ApiError): string {
  if (causes.length === 0) return plainMessage(detail);
  const told = causes.map(({ field, message }) => [field, withoutValue(message)].filter((part) => part !== ''));
  return plainMessage(told.map((parts) => parts.join(': ')).join('; '));
}

/** `Invalid value: {...}: field is immutable` */
function withoutValue(message: string): string {
  const [, kind, rest = ''] = /^(Invalid value|Unsupported value|Duplicate value): (.*)$/s.exec(message) ?? [];
  if (kind === undefined || rest.length < 100) return message;
  const at = rest.lastIndexOf(': ');
  return at === -1 ? kind : `${kind}: ${rest.slice(at + 2)}`;
}
