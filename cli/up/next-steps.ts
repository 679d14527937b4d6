import { credentialHelper } from '../../sandbox/forge/credential-helper.ts';

/** What a person needs to go on after `urumi up`. */
export interface NextSteps {
  /** HTTP URL without credentials. */
  readonly repository: string;
  /** Path of the file that holds the token: never the token. */
  readonly tokenFile: string;
  readonly kubeconfig: string;
  readonly store: string;
  /** Where the web UI answers; absent: there is none. */
  readonly ui?: string;
  /** Pods are simulated: shops do not answer. */
  readonly simulated: boolean;
}

/** The text that ends a successful start: what is real, and what to try. */
export function nextSteps({ repository, tokenFile, kubeconfig, store, simulated, ui }: NextSteps): string {
  return [
    ...(simulated ? [simulationNote, ''] : []),
    ...(ui === undefined ? [] : [`See every store live, in a browser: ${ui}`, '']),
    'Try next, in another terminal:',
    `  git clone -c credential.helper=${shellQuoted(credentialHelper(tokenFile))} ${repository} shops && cd shops`,
    `  sed 's/${store}/second-shop/' stores/${store}.yaml > stores/second-shop.yaml`,
    '  git add . && git commit -m "Open second-shop" && git push     # opens it',
    '  git revert --no-edit HEAD && git push                          # closes it; its data stays for a week',
    '  git revert --no-edit HEAD && git push                          # reopens it with the same data',
    '',
    'Watch it:',
    '  npm run urumi -- get stores --watch',
    '  npm run urumi -- explain second-shop',
    `  KUBECONFIG=${kubeconfig} kubectl get stores,pods -A`,
    '',
    'Ctrl-C stops everything; the next start has the same stores. --reset begins anew.',
    '',
  ].join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const simulationNote = [
  'The API server, the scheduler, the controllers and the Git server are real. The nodes, pods and volumes are simulated',
  '(kwok): shops become Ready, but nothing answers at their URLs. On a cluster of your own they do:',
  '  npm start -- --kubeconfig FILE',
].join('\n');
