import { RequestError } from '@octokit/request-error';

/** Whether a forge answered a request with this status, and a message like this. */
export function answeredWith(error: unknown, status: number, message = /^/): error is RequestError {
  return (
    error instanceof RequestError &&
    error.response !== undefined &&
    error.status === status &&
    message.test(error.message)
  );
}

/** Whether nobody knows if the forge did what it was asked for: it did not answer, or not to the end. */
export function isInDoubt(error: unknown): boolean {
  return error instanceof RequestError && (error.response === undefined || error.status >= 500);
}
