/** How a commit fares in an environment. */
export interface DeploymentWish {
  /** Commit id. */
  readonly sha: string;
  /** `store/demo-shop` */
  readonly environment: string;
  /** `inactive`: it is not there any more, or another commit is. */
  readonly state: 'pending' | 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
  /** One line; what is longer than 140 characters is cut, with an ellipsis. */
  readonly description: string;
  /** Where what was deployed answers; http(s). */
  readonly environmentUrl?: string;
  /** http(s) */
  readonly logUrl?: string;
}

export interface Deployment {
  readonly id: number;
}
