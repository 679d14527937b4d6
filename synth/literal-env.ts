import { EnvValue } from 'cdk8s-plus-28';

/**
 * Environment variables with exactly these values: Kubernetes expands `$(NAME)` in them, and a title may hold just that.
 *
 * @param values by name
 */
export function literalEnv(values: Readonly<Record<string, string>>): Record<string, EnvValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, EnvValue.fromValue(value.replaceAll('$', '$$$$'))]),
  );
}
