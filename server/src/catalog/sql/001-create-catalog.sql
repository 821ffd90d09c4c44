-- The catalog of public data (目录). `catalog/store.ts` is the only writer.
create schema catalog;

-- One row per code ever given. What drafts say stands in their case; here is only that they exist, and for whom.
create table catalog.entry (
  code text primary key,
  provider text not null,
  authority text not null,
  division text not null,
  name text not null,
  state text not null check (state in ('draft', 'submitted', 'returned', 'published', 'retired', 'discarded')),
  version integer,
  case_id uuid not null,
  created_at timestamptz not null,
  published_at timestamptz,
  updated_at timestamptz not null,
  check ((version is null) = (published_at is null)),
  check (state not in ('published', 'retired') or version is not null)
);
create index on catalog.entry (provider);

-- Every published version, as published. No policy lets anybody change or delete one.
create table catalog.entry_version (
  code text not null references catalog.entry,
  version integer not null,
  content jsonb not null,
  changes jsonb not null,
  case_id uuid not null,
  published_at timestamptz not null,
  primary key (code, version)
);

-- The published entries as they are searched: one row each, made anew with every version.
create table catalog.published (
  code text primary key references catalog.entry,
  provider text not null,
  division text not null,
  -- As it was named when published; divisions are not renamed.
  division_name text not null,
  name text not null,
  -- The name in one spelling (NFKC, lower case), for comparing with a query.
  plain_name text not null,
  field text not null,
  class text not null,
  grade text not null,
  share text not null,
  open text not null,
  format text not null,
  cycle text not null,
  updated_at timestamptz not null,
  -- When the present open type began: the open list's "since" (Art. 28).
  open_since timestamptz not null,
  item_count integer not null,
  -- Content without the items: what a result shows.
  card jsonb not null,
  -- Two-character grams, Latin words and skip-grams: finds.
  grams tsvector not null,
  -- Words as segmented: ranks.
  words tsvector not null
);
-- Rows stay narrow: counting facets over the whole catalog reads them all, texts and vectors only for a page.
alter table catalog.published set (toast_tuple_target = 128),
  alter column name set storage plain, alter column plain_name set storage plain,
  alter column card set storage external, alter column grams set storage external,
  alter column words set storage external;
create index on catalog.published using gin (grams) with (fastupdate = off);
create index on catalog.published (updated_at desc, code);
create index on catalog.published (provider);

create table catalog.code_series (
  division text not null,
  sector text not null,
  last integer not null,
  primary key (division, sector)
);

-- 共享负面清单 (Art. 20): what is not shared, since when, on which basis; ended, never deleted.
create table catalog.negative_list (
  code text not null references catalog.entry,
  basis jsonb not null,
  reason text,
  case_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (code, case_id)
);
create unique index on catalog.negative_list (code) where until is null;

-- One change of share or open type at a time for one entry.
create table catalog.pending_change (
  code text not null references catalog.entry,
  kind text not null check (kind in ('share', 'open')),
  case_id uuid not null,
  primary key (code, kind)
);

-- 开放清单 (Art. 28) as it stood on a day. Append only.
create table catalog.open_list (
  day date primary key,
  entries jsonb not null,
  count integer not null,
  sha256 text not null,
  published_at timestamptz not null
);

alter table catalog.entry enable row level security, force row level security;
alter table catalog.entry_version enable row level security, force row level security;
alter table catalog.published enable row level security, force row level security;
alter table catalog.code_series enable row level security, force row level security;
alter table catalog.negative_list enable row level security, force row level security;
alter table catalog.pending_change enable row level security, force row level security;
alter table catalog.open_list enable row level security, force row level security;

create policy platform_all on catalog.entry using (procedure.scope() = 'platform');
create policy public_published on catalog.entry for select using (state in ('published', 'retired'));
create policy own on catalog.entry for select using (procedure.scope() = 'staff' and procedure.org() = provider);
create policy reviewed on catalog.entry for select using
  (procedure.scope() = 'staff' and procedure.org() = authority and state in ('submitted', 'returned'));

create policy platform_reads on catalog.entry_version for select using (procedure.scope() = 'platform');
create policy platform_adds on catalog.entry_version for insert with check (procedure.scope() = 'platform');
create policy public_published on catalog.entry_version for select using (exists
  (select 1 from catalog.entry e where e.code = entry_version.code and e.state in ('published', 'retired')));

-- Only what is public stands here. `true` and nothing else on reading: any other condition would be a barrier that
-- keeps the text index from being used (its operator is not leakproof).
create policy public_reads on catalog.published for select using (true);
create policy platform_adds on catalog.published for insert with check (procedure.scope() = 'platform');
create policy platform_changes on catalog.published for update using (procedure.scope() = 'platform');
create policy platform_removes on catalog.published for delete using (procedure.scope() = 'platform');

create policy platform_all on catalog.code_series using (procedure.scope() = 'platform');
create policy platform_all on catalog.negative_list using (procedure.scope() = 'platform');
-- Of entries the reader may see: a draft whose share type has been decided beforehand stays its provider's own.
create policy agencies_read on catalog.negative_list for select using (procedure.scope() = 'staff'
  and exists (select 1 from catalog.entry e where e.code = negative_list.code));
create policy platform_all on catalog.pending_change using (procedure.scope() = 'platform');

create policy public_reads on catalog.open_list for select using (true);
create policy platform_adds on catalog.open_list for insert with check (procedure.scope() = 'platform');
