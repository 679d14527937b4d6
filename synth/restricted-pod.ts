import {
  Capability,
  type ContainerSecurityContextProps,
  FsGroupChangePolicy,
  Pod,
  type PodSecurityContextProps,
} from 'cdk8s-plus-28';
import { labels } from './spec/names.ts';
import type { PodTemplateJson } from './pod-template.ts';

/** What every container states so that the pod security level `restricted` admits it, and nothing can be written outside named volumes. */
export const restrictedContainer: ContainerSecurityContextProps = {
  ensureNonRoot: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: [Capability.ALL] },
};

/**
 * A pod's identity: one number as user, group and owner of its volumes.
 *
 * @param id numeric user id of the image's unprivileged user
 */
export function podIdentity(id: number): PodSecurityContextProps {
  return {
    ensureNonRoot: true,
    user: id,
    group: id,
    fsGroup: id,
    fsGroupChangePolicy: FsGroupChangePolicy.ON_ROOT_MISMATCH,
  };
}

/**
 * Completes a pod template with what the constructs cannot say, and takes out what they add:
 * the seccomp profile of the pod, no service links in the environment, the component's service account, the log's tail as termination message, and no
 * label that is a hash of a construct's path (renaming a construct would restart the pods).
 */
export function completePodTemplate(template: PodTemplateJson): void {
  const { metadata, spec } = template;
  delete metadata.labels[Pod.ADDRESS_LABEL];
  delete spec['hostNetwork'];
  delete spec['setHostnameAsFQDN'];
  spec.securityContext = { ...spec.securityContext, seccompProfile: { type: 'RuntimeDefault' } };
  spec['automountServiceAccountToken'] = false;
  spec['enableServiceLinks'] = false;
  spec['serviceAccountName'] = metadata.labels[labels.component];
  for (const container of spec.containers) container.terminationMessagePolicy = 'FallbackToLogsOnError';
}
