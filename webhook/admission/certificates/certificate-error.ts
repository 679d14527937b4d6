/** Certificates that cannot be had, or cannot be used. Holds nothing of their contents. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code = 'NoCertificates';

  constructor(where: string, why: string, remedy: string, cause?: unknown) {
    super(`could not use the certificates of the admission webhook in ${where}: ${why}; ${remedy}`, { cause });
  }
}
