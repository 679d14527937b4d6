import type { ComponentSpec } from '../process/component.ts';
import { auditPolicy } from './audit-policy.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './settings.ts';

/** The API server: RBAC, client certificates, ServiceAccount tokens, nobody anonymous. */
export function kubeApiserver({ root, ports, audit }: ControlPlaneSettings): ComponentSpec {
  const files = controlPlaneFiles(root);
  return {
    name: 'kube-apiserver',
    // It answers the requests that it has and then dawdles; what it knows is in etcd.
    graceMs: 300,
    files: audit ? { [files.auditPolicy]: auditPolicy } : {},
    args: [
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.apiServer}`,
      '--advertise-address=127.0.0.1',
      // Its own address is a loopback one, which the Endpoints of the Service `kubernetes` may not hold.
      '--endpoint-reconciler-type=none',
      `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
      `--etcd-cafile=${files.certificate('etcd-authority')}`,
      `--etcd-certfile=${files.certificate('etcd-client')}`,
      `--etcd-keyfile=${files.key('etcd-client')}`,
      `--tls-cert-file=${files.certificate('kube-apiserver')}`,
      `--tls-private-key-file=${files.key('kube-apiserver')}`,
      `--client-ca-file=${files.certificate('authority')}`,
      '--anonymous-auth=false',
      '--authorization-mode=RBAC',
      '--enable-admission-plugins=ServiceAccount,DefaultStorageClass',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      `--service-account-key-file=${files.serviceAccountKey}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      // Logs come from the nodes, which kwok plays on this machine's own address.
      '--kubelet-preferred-address-types=InternalIP',
      `--kubelet-certificate-authority=${files.certificate('authority')}`,
      '--profiling=false',
      '--shutdown-delay-duration=0s',
      ...(audit
        ? [
            `--audit-policy-file=${files.auditPolicy}`,
            `--audit-log-path=${files.auditLog}`,
            // No rotation: a test counts what one file holds.
            '--audit-log-maxsize=0',
          ]
        : []),
    ],
  };
}
