import type { OpenShop } from './open-shop.ts';
import { runInContainer } from './in-container.ts';
import type { InNode } from '../machine/in-node.ts';

/** Who asks a shop's database, over TCP from inside its pod. */
export interface Asker {
  readonly user: 'root' | 'wordpress';
  readonly password: string;
  /** @default 127.0.0.1 */
  readonly address?: string;
}

/**
 * Has MariaDB of a shop carry out a statement.
 *
 * @returns rows a line, columns with tabs between
 * @throws SandboxError `component-failed` with what the client said
 */
export async function askMariaDb(
  inside: InNode,
  shop: OpenShop,
  { user, password, address = '127.0.0.1' }: Asker,
  statement: string,
): Promise<string> {
  const command = 'MYSQL_PWD=$0 mariadb --skip-ssl --protocol=tcp -h"$1" -u"$2" -BN -e "$3" wordpress';
  const values = [password, address, user, statement];
  return (await runInContainer(inside, await shop.party('db'), command, values)).trim();
}
