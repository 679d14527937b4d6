import { storeName } from '../../../synth/spec/scalars.ts';
import { labels } from '../../../synth/spec/names.ts';
import { storeGitSchema } from '../api/git-view.ts';
import { fileAt } from '../git/file-at.ts';
import type { ForgeLink } from '../git/forge-link.ts';
import type { StoreFiles } from '../git/store-files.ts';
import { operation, type Operation } from '../http/operation.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';

export interface GitParts {
  readonly link: ForgeLink;
  readonly files: StoreFiles;
}

/** Reads of what is in Git. */
export function gitOperations(picture: LivePicture, { link, files }: GitParts): Operation[] {
  return [
    operation({
      id: 'readStoreGit',
      method: 'get',
      path: '/stores/{name}/git',
      summary: "A store's file as it is in Git, with its last commits and the pull request that brought them",
      params: { name: storeName },
      answer: storeGitSchema,
      refusals: {
        404: 'There is no store by that name.',
        502: 'The forge does not answer, and was not asked this before.',
      },
      handle: async ({ params: { name = '' } }) => {
        const store = picture.store(name);
        if (store === undefined) throw new ProblemError(404, `There is no store named ${name}.`);
        const fleet = picture.fleet(store.metadata.labels[labels.fleet] ?? '');
        const at = fileAt(store, fleet);
        if (at === undefined || fleet === undefined || !link.isOf(fleet.spec.source.url))
          return { forge: link.state(), commits: [] };
        const found = await files.of(at);
        return { forge: link.state(), path: at.path, revision: at.revision, ...found };
      },
    }),
  ];
}
