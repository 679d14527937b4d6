/** What went wrong, for programs: stable words. */
export type SandboxErrorCode =
  /** A binary could be had by none of the four ways. */
  | 'binary-unavailable'
  /** One way to get a binary did not work; the next one is tried. */
  | 'way-failed'
  /** A component ended, or could not be started. */
  | 'component-failed'
  /** Something did not become ready in time. */
  | 'not-ready'
  /** Another process works on the same data folder. */
  | 'locked'
  /** The data folder holds what this version cannot use. */
  | 'bad-data'
  /** The API server or the forge refused a request. */
  | 'request-failed';

/**
 * A failure of the sandbox: `message` says what was attempted on what and why it failed, `advice` what the reader can
 * do.
 */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;
  readonly advice: string;

  constructor(code: SandboxErrorCode, message: string, advice: string, options?: ErrorOptions) {
    super(advice === '' ? message : `${message}\n${advice}`, options);
    this.name = 'SandboxError';
    this.code = code;
    this.advice = advice;
  }
}
