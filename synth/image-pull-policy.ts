import { ImagePullPolicy } from 'cdk8s-plus-28';
import type { Environment } from './spec/fleet.ts';

const policies = {
  IfNotPresent: ImagePullPolicy.IF_NOT_PRESENT,
  Always: ImagePullPolicy.ALWAYS,
  Never: ImagePullPolicy.NEVER,
} as const;

/** The fleet's pull policy; without one cdk8s-plus writes Always, which breaks clusters whose images are loaded by hand. */
export function imagePullPolicy(environment: Environment): ImagePullPolicy {
  return policies[environment.images.pullPolicy];
}
