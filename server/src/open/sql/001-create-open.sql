-- What is made from published versions for the public: `open/store.ts` is the only writer. Everything here can be
-- made again from the versions.
create schema open;

-- What a column holds, once per version and column. Versions are immutable, so it never changes.
create table open.column_profile (
  entry text not null,
  version integer not null,
  name text not null,
  profile jsonb not null,
  primary key (entry, version, name)
);

-- Files made for download, by their key in the file store.
create table open.export (
  key text primary key,
  entry text not null,
  version integer not null,
  bytes bigint not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null
);
create index on open.export (entry, version);

alter table open.column_profile enable row level security, force row level security;
alter table open.export enable row level security, force row level security;
-- Profiles show values, of conditional datasets too: what of them may be seen is decided where they are read.
create policy platform_all on open.column_profile using (procedure.scope() = 'platform');
create policy platform_all on open.export using (procedure.scope() = 'platform');
