/** The table of uploaded files. Its name starts with ours, so that no migration of Medusa's takes it for its own. */
export const fileTable = 'urumi_file';

/** Largest file that is taken, bytes: it is held in memory on its way. */
export const maxFileBytes = 32 * 1024 * 1024;

/** Makes the table, once. */
export const createFileTable = `create table if not exists ${fileTable} (
  key text primary key,
  mime_type text not null,
  private boolean not null,
  content bytea not null,
  created_at timestamptz not null default now()
)`;
