import { userInfo } from 'node:os';
import type { ComponentSpec } from '../process/component.ts';
import { renderAppIni, type GiteaSecrets, type PersonTokens } from './app-ini.ts';
import { appIniPath, giteaEnvironment } from './gitea-command.ts';

export interface GiteaPlace {
  readonly root: string;
  readonly port: number;
  readonly url: string;
  readonly staticRoot: string | undefined;
  readonly secrets: GiteaSecrets;
  readonly personTokens: PersonTokens | undefined;
}

/** Gitea's web server, which serves Git over HTTP too. */
export function gitea(place: GiteaPlace): ComponentSpec {
  const { username, uid } = userInfo();
  return {
    name: 'gitea',
    args: ['--config', appIniPath(place.root), 'web'],
    files: { [appIniPath(place.root)]: renderAppIni({ ...place, runUser: username, asRoot: uid === 0 }) },
    env: giteaEnvironment(place.root),
  };
}
