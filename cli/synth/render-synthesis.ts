import { stringify } from 'yaml';
import type { Synthesis } from '../../synth/synthesis.ts';

/** A store's manifests as YAML, stage by stage; Secrets as a comment, since their values are made in the cluster. */
export function renderYaml(store: string, { stages, secrets, url }: Synthesis): string {
  const head = [
    `# store ${store}: ${url}`,
    ...secrets.map(
      ({ name, namespace, keys }) =>
        `# Secret ${namespace}/${name} is generated once, in the cluster: ${Object.keys(keys).join(', ')}`,
    ),
  ];
  const documents = stages.flatMap(({ name, objects }) =>
    objects.map(
      ({ object }) => `---\n# stage: ${name}\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`,
    ),
  );
  return `${head.join('\n')}\n${documents.join('')}`;
}

/** A store as an entry of the JSON answer. */
export function renderJson(store: string, { namespace, url, adminUrl, stages, secrets }: Synthesis): object {
  return {
    name: store,
    namespace,
    url,
    adminUrl,
    stages: stages.map(({ name, objects }) => ({
      name,
      objects: objects.map(({ object, digest }) => ({ digest, object })),
    })),
    secrets: secrets.map(({ name, keys }) => ({ name, keys: Object.keys(keys) })),
  };
}
