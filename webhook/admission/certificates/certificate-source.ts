/** What the server serves, and whom the API server is to trust for it. All PEM. */
export interface ServingCertificates {
  readonly certificate: string;
  readonly key: string;
  /** For the configuration's `caBundle`; undefined when somebody else writes it there (cert-manager's injector). */
  readonly caBundle: string | undefined;
}

/** Where certificates come from. */
export interface CertificateSource {
  /**
   * The certificates as they are to be served now; renews what is due.
   *
   * @param now ms since the epoch
   * @throws ApiError, CertificateError when there are none to be had
   */
  load(now: number, signal: AbortSignal): Promise<LoadedCertificates>;
}

export interface LoadedCertificates extends ServingCertificates {
  /** When something will be due, ms since the epoch; others may renew sooner. */
  readonly until: number;
}
