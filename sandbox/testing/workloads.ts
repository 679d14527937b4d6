/** Objects for tests: the smallest that the real controllers act on. */
const podSpec = {
  containers: [{ name: 'main', image: 'example.com/app:1', resources: { requests: { cpu: '100m', memory: '64Mi' } } }],
};

const labels = (name: string) => ({ app: name });

const podTemplate = (name: string, more: object = {}) => ({
  metadata: { labels: labels(name) },
  spec: { ...podSpec, ...more },
});

export function deployment(name: string, replicas: number): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels(name) }, template: podTemplate(name) },
  };
}

/** One replica with one volume claim, `data-<name>-0`. */
export function statefulSet(name: string, storage: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      serviceName: name,
      selector: { matchLabels: labels(name) },
      template: podTemplate(name, { initContainers: [{ name: 'first', image: 'example.com/app:1' }] }),
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
        },
      ],
    },
  };
}

export function job(name: string): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: podTemplate(name, { restartPolicy: 'Never' }) },
  };
}

/** Every minute. */
export function cronJob(name: string): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: {
      schedule: '* * * * *',
      jobTemplate: { spec: { template: podTemplate(name, { restartPolicy: 'Never' }) } },
    },
  };
}
