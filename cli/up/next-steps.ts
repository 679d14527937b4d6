import { credentialHelper } from '../../sandbox/forge/credential-helper.ts';

/** What a person needs to go on after `urumi up`. */
export interface NextSteps {
  readonly repository: {
    readonly owner: string;
    readonly name: string;
    /** HTTP URL without credentials. */
    readonly url: string;
    readonly branch: string;
  };
  /** Of the Git server's pages. */
  readonly forgeUrl: string;
  /** Path of the file that holds the token: never the token. */
  readonly tokenFile: string;
  /** Path of the file with user and password for those pages. */
  readonly accountFile: string;
  /** Path of a configuration for curl that holds it too. */
  readonly curlConfig: string;
  readonly kubeconfig: string;
  readonly store: string;
  /** Where the web UI answers; absent: there is none. */
  readonly ui?: string;
  /** Pods are simulated: shops do not answer. */
  readonly simulated: boolean;
}

/** The text that ends a successful start: what is real, and what to try. */
export function nextSteps(known: NextSteps): string {
  const { repository, forgeUrl, tokenFile, accountFile, curlConfig, kubeconfig, store, simulated, ui } = known;
  const { owner, name, url, branch } = repository;
  const pulls = `${forgeUrl}/api/v1/repos/${owner}/${name}/pulls`;
  return [
    ...(simulated ? [simulationNote, ''] : []),
    ...(ui === undefined ? [] : [`See every store live, in a browser: ${ui}`, '']),
    'Try next, in another terminal:',
    `  git clone -c credential.helper=${shellQuoted(credentialHelper(tokenFile))} ${url} shops && cd shops`,
    '',
    'Open a shop by pull request. The push prints its address; a second later its plan is there, and it can be merged:',
    `  sed 's/${store}/second-shop/' stores/${store}.yaml > stores/second-shop.yaml`,
    '  git switch -c second-shop && git add . && git commit -m "Open second-shop"',
    `  git push origin HEAD:refs/for/${branch} -o topic=second-shop`,
    `  curl -K ${shellQuoted(curlConfig)} ${pulls}/2/merge -d '{"Do": "merge"}'    # 2: the number that the push printed`,
    '',
    'Close it, and reopen it with the same data. Who owns the repository may push past pull requests:',
    `  git switch ${branch} && git pull && git revert --no-edit -m 1 HEAD && git push     # its data stays for a week`,
    '  git revert --no-edit HEAD && git push',
    '',
    'Watch it (the commands: in the folder that npm start runs in):',
    `  ${forgeUrl}/${owner}/${name}/pulls?state=all     # user and password: ${accountFile}`,
    '  npm run urumi -- get stores --watch',
    '  npm run urumi -- explain second-shop',
    `  KUBECONFIG=${shellQuoted(kubeconfig)} kubectl get stores,pods -A`,
    '',
    'Ctrl-C stops everything; the next start has the same stores. --reset begins anew.',
    '',
  ].join('\n');
}

/** As it is where a shell takes it so, which reads better. */
function shellQuoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const simulationNote = [
  'The API server, the scheduler, the controllers and the Git server are real. The nodes, pods and volumes are simulated',
  '(kwok): shops become Ready, but nothing answers at their URLs. On a cluster of your own they do:',
  '  npm start -- --kubeconfig FILE',
].join('\n');
