import { z } from 'zod';
import type { KubeObject } from '../../../cluster/object.ts';
import { installManifests } from '../../../install/install-manifests.ts';
import { environmentSchema } from '../../../synth/spec/fleet.ts';
import { systemImages } from '../images/system-images.ts';
import { domain } from './fleet-object.ts';

const deploymentSchema = z.looseObject({
  kind: z.literal('Deployment'),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        containers: z.tuple([
          z.looseObject({ ports: z.array(z.object({ name: z.string(), containerPort: z.number() })) }),
        ]),
      }),
    }),
  }),
});

type Ports = readonly { readonly name: string; readonly containerPort: number }[];

/** The ports of the pods that {@link urumiStandIns} makes, by their component and name. */
export interface StandIn {
  readonly component: string;
  readonly ports: Readonly<Record<string, number>>;
}

export interface StandIns {
  /** In the order to apply them. */
  readonly objects: readonly KubeObject[];
  readonly pods: readonly StandIn[];
}

/**
 * The network policies that `urumi install` makes of all of Urumi's processes, with an Ingress before web UI and receiver, and pods in the processes' places: of the same labels
 * and ports, whatever answers there.
 */
export function urumiStandIns(namespace: string): StandIns {
  const environment = environmentSchema.parse({ domain });
  const manifests = installManifests({
    run: {
      image: systemImages.busybox,
      parts: ['controller', 'admission', 'webhook', 'ui'],
      uiHosts: [`urumi.${domain}`],
      ingress: { environment, webhookHost: `hooks.${domain}`, ui: { annotations: {} } },
    },
  });
  const pods: StandIn[] = [];
  const objects: KubeObject[] = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  for (const manifest of manifests) {
    const deployment = deploymentSchema.safeParse(manifest);
    if (!deployment.success) continue;
    const { metadata, spec } = deployment.data.spec.template;
    const [{ ports }] = spec.containers;
    const component = metadata.labels['app.kubernetes.io/component'] ?? '';
    pods.push({ component, ports: Object.fromEntries(ports.map(({ name, containerPort }) => [name, containerPort])) });
    objects.push(listener({ name: component, namespace, labels: metadata.labels }, ports));
  }
  return { objects, pods };
}

/** A pod that takes connections on these ports and does nothing with them, as restricted as Urumi's namespace wants it. */
export function listener(
  metadata: { name: string; namespace: string; labels?: Readonly<Record<string, string>> },
  ports: Ports,
): KubeObject {
  const loops = ports.map(({ containerPort }) => `while true; do nc -l -p ${containerPort} < /dev/null; done &`);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, labels: { ...metadata.labels } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'listener',
          image: systemImages.busybox,
          imagePullPolicy: 'Never',
          command: ['sh', '-c', `${loops.join(' ')} sleep 86400`],
          ports: [...ports],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}
