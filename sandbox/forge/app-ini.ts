/** What Gitea is told of its surroundings. Paths are absolute. */
export interface GiteaSettings {
  readonly root: string;
  readonly port: number;
  /** `http://127.0.0.1:...` */
  readonly url: string;
  /** The operating system's name for whoever runs this. */
  readonly runUser: string;
  /** Running as root must be wished for expressly. */
  readonly asRoot: boolean;
  /** Where options and templates are, when the binary does not hold them itself. */
  readonly staticRoot: string | undefined;
  readonly secrets: GiteaSecrets;
  readonly personTokens?: PersonTokens | undefined;
}

/** What people who sign in at an application by way of Gitea (OAuth2) get. Default: Gitea's own, an hour. */
export interface PersonTokens {
  readonly lifeSeconds: number;
  /** A refresh token works once, and the newest sign-in of a person at an application ends all earlier ones. */
  readonly renewOnce: boolean;
}

/** Made once per data folder: Gitea encrypts and signs with them. */
export interface GiteaSecrets {
  readonly secretKey: string;
  readonly internalToken: string;
  /** 32 bytes, base64url. */
  readonly jwtSecret: string;
  /** 32 bytes, base64url. */
  readonly lfsJwtSecret: string;
}

type Section = Readonly<Record<string, string | number | boolean>>;

/** The text of an app.ini for Gitea 1.26: local, unattended, small. */
export function renderAppIni(settings: GiteaSettings): string {
  const { root, port, url, secrets, personTokens } = settings;
  const top: Section = {
    APP_NAME: 'Urumi sandbox',
    RUN_MODE: 'prod',
    RUN_USER: settings.runUser,
    WORK_PATH: root,
    ...(settings.asRoot ? { I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: true } : {}),
  };
  const sections: Readonly<Record<string, Section>> = {
    server: {
      PROTOCOL: 'http',
      HTTP_ADDR: '127.0.0.1',
      HTTP_PORT: port,
      ROOT_URL: `${url}/`,
      LOCAL_ROOT_URL: `${url}/`,
      DOMAIN: '127.0.0.1',
      APP_DATA_PATH: `${root}/data`,
      DISABLE_SSH: true,
      OFFLINE_MODE: true,
      // On an order to stop, do not wait for browsers that keep their connection.
      GRACEFUL_HAMMER_TIME: '1s',
      ...(settings.staticRoot === undefined ? {} : { STATIC_ROOT_PATH: settings.staticRoot }),
      LFS_START_SERVER: false,
      LFS_JWT_SECRET: secrets.lfsJwtSecret,
    },
    database: { DB_TYPE: 'sqlite3', PATH: `${root}/data/gitea.db`, SQLITE_JOURNAL_MODE: 'WAL', LOG_SQL: false },
    repository: { ROOT: `${root}/repositories`, DEFAULT_BRANCH: 'main', DISABLE_STARS: true },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY: secrets.secretKey,
      INTERNAL_TOKEN: secrets.internalToken,
      // Up to 1.26 the setting of the same name under [webhook] counts, from 1.27 this one.
      ALLOWED_HOST_LIST: 'loopback',
    },
    webhook: { ALLOWED_HOST_LIST: 'loopback', DELIVER_TIMEOUT: 5 },
    oauth2: {
      JWT_SECRET: secrets.jwtSecret,
      ...(personTokens !== undefined && {
        ACCESS_TOKEN_EXPIRATION_TIME: personTokens.lifeSeconds,
        INVALIDATE_REFRESH_TOKENS: personTokens.renewOnce,
      }),
    },
    service: { DISABLE_REGISTRATION: true, REGISTER_EMAIL_CONFIRM: false, ENABLE_NOTIFY_MAIL: false },
    'service.explore': { DISABLE_USERS_PAGE: true },
    i18n: { LANGS: 'en-US', NAMES: 'English' },
    mailer: { ENABLED: false },
    actions: { ENABLED: false },
    packages: { ENABLED: false },
    cron: { ENABLED: false },
    'cron.update_checker': { ENABLED: false },
    indexer: { ISSUE_INDEXER_TYPE: 'db', REPO_INDEXER_ENABLED: false },
    session: { PROVIDER: 'memory' },
    cache: { ADAPTER: 'memory' },
    queue: { TYPE: 'channel' },
    picture: { DISABLE_GRAVATAR: true, ENABLE_FEDERATED_AVATAR: false },
    log: { MODE: 'console', LEVEL: 'Warn', 'logger.router.MODE': '' },
  };
  const blocks = Object.entries(sections).map(([name, section]) => `[${name}]\n${renderSection(section)}`);
  return [renderSection(top), ...blocks].join('\n');
}

/** Backquotes keep `#`, `;` and the like what they are. */
function renderSection(section: Section): string {
  return Object.entries(section)
    .map(([key, value]) => `${key} = ${typeof value === 'string' && value !== '' ? `\`${value}\`` : value}\n`)
    .join('');
}
