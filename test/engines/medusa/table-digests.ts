import type { PostgresServer } from './postgres-server.ts';

/** Columns that say when, not what. */
const times = "- 'updated_at' - 'last_used_at'";

/**
 * What is in each table of a shop: rows, and a digest of them all. Two shops with the same digests hold the same.
 *
 * @param ignore tables that are about the work itself: workflow executions, job queues
 */
export function tableDigests(postgres: PostgresServer, ignore: readonly string[]): Record<string, string> {
  const tables = postgres
    .sql(
      "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
    )
    .split('\n');
  const queries = tables
    .filter((table) => !ignore.includes(table))
    .map(
      (table) =>
        `select '${table}', count(*) || ' ' || coalesce(md5(string_agg(row, '' order by row)), '') from (select (to_jsonb(t) ${times})::text as row from "${table}" t) rows`,
    );
  const lines = postgres.sql(queries.join(' union all ')).split('\n');
  return Object.fromEntries(lines.map((line) => line.split('|') as [string, string]));
}
