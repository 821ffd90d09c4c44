-- The evidence ledger. Entries hold no personal data; contents stand beside them and can be erased.
-- `ledger/store.ts` is the only writer.
create schema ledger;

create table ledger.entry (
  -- Order of appending; gaps are possible, the place in the log is `index`.
  n bigint generated always as identity primary key,
  -- The act's own id: procedure.act.id, a version's publication, …
  act_id uuid not null,
  -- Canonical JSON (RFC 8785): exactly the bytes that are hashed.
  bytes bytea not null,
  index bigint unique,
  appended_at timestamptz not null
);
create index on ledger.entry (act_id);
create index waiting on ledger.entry (n) where index is null;

create table ledger.content (
  n bigint primary key references ledger.entry,
  salt bytea not null,
  content jsonb not null
);

-- One row: the head of the log. `size` entries have their place; `published` of them are in the signed checkpoint.
create table ledger.head (
  single boolean primary key default true check (single),
  origin text not null,
  size bigint not null default 0,
  published bigint not null default 0 check (published <= size),
  checkpoint text,
  published_at timestamptz
);

alter table ledger.entry enable row level security, force row level security;
alter table ledger.content enable row level security, force row level security;
alter table ledger.head enable row level security, force row level security;
-- Entries and head are public by nature; contents are handed out by code that knows who may see the act.
create policy anyone_reads on ledger.entry for select using (true);
create policy platform_writes on ledger.entry for insert with check (current_setting('zhanqiao.scope', true) = 'platform');
create policy platform_places on ledger.entry for update using (current_setting('zhanqiao.scope', true) = 'platform');
create policy platform_only on ledger.content using (current_setting('zhanqiao.scope', true) = 'platform');
create policy anyone_reads on ledger.head for select using (true);
create policy platform_writes on ledger.head using (current_setting('zhanqiao.scope', true) = 'platform');
