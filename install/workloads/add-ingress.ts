import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { hostCertificates } from '../../synth/host-certificates.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import type { Workload, WorkloadIngress } from './workload.ts';

/** Adds the Ingress of a process: its hosts, with certificates where the fleet has TLS, as the shops have them. */
export function addIngress(scope: Construct, { name, service }: Workload, ingress: WorkloadIngress): Construct {
  const { hosts, environment, path, pathType, annotations } = ingress;
  const certificates = hostCertificates(environment.tls, hosts);
  const backend = { service: { name, port: { name: service.to } } };
  return new k8s.KubeIngress(scope, 'ingress', {
    metadata: {
      name,
      namespace: systemNamespace,
      annotations: { ...environment.ingress.annotations, ...certificates.annotations, ...annotations },
    },
    spec: {
      ingressClassName: environment.ingress.className,
      rules: hosts.map((host) => ({ host, http: { paths: [{ path, pathType, backend }] } })),
      tls: certificates.secrets.map(({ host, secret }) => ({ hosts: [host], secretName: secret })),
    },
  });
}
