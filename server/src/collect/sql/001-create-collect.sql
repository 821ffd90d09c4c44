-- Files given to the platform, and the versions published from them (Arts. 12, 15, 29). `collect/store.ts` is the
-- only writer.
create schema collect;

create table collect.intake (
  id uuid primary key,
  entry text not null,
  -- As the catalog named it when the file came.
  entry_name text not null,
  provider text not null,
  -- Pseudonymous person id.
  created_by text not null,
  -- What the user calls the file: text to show, never a path.
  name text not null,
  bytes bigint not null check (bytes > 0),
  received bigint not null default 0 check (received between 0 and bytes),
  state text not null check (state in ('receiving', 'inspecting', 'inspected', 'refused', 'loading', 'checked',
    'published', 'failed', 'cancelled')),
  progress real not null default 0 check (progress between 0 and 1),
  step jsonb not null,
  -- Of the work under way: every time it is asked for anew it is another run, and a late answer of an earlier one
  -- counts for nothing.
  run integer not null default 0,
  tries integer not null default 0,
  -- Who is at it (an upload in progress, a job) and when they last said so; by the database's clock, since it is
  -- about processes being alive, not about the time of any act.
  claim text,
  claimed_at timestamptz,
  inspection jsonb,
  refusal jsonb,
  mapping jsonb,
  -- Of the last load: folder in the file store, rows, hash, manifest, findings.
  result jsonb,
  quality jsonb,
  version integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((claim is null) = (claimed_at is null)),
  check (state <> 'published' or version is not null),
  check (state not in ('checked', 'published') or (result is not null and quality is not null))
);
create index on collect.intake (provider, id desc);
create index on collect.intake (entry, id desc);
create index working on collect.intake (claimed_at) where state in ('inspecting', 'loading');

-- A row exists once the version is published; no policy lets anybody change or delete one.
create table collect.version (
  entry text not null,
  n integer not null check (n > 0),
  provider text not null,
  intake uuid not null references collect.intake,
  published_by text not null,
  published_at timestamptz not null,
  rows bigint not null,
  -- Of the Parquet file, and its SHA-256.
  bytes bigint not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Key of the Parquet file in the file store.
  parquet text not null,
  manifest jsonb not null,
  -- What it was made from: format and encoding.
  source text not null,
  quality jsonb not null,
  note text,
  primary key (entry, n)
);
create unique index on collect.version (intake);

-- How files with these headings were mapped when they were last published: kept for next month's.
create table collect.mapping (
  entry text not null,
  -- SHA-256 over the headings in order.
  signature text not null check (signature ~ '^[0-9a-f]{64}$'),
  provider text not null,
  columns jsonb not null,
  confirmed_at timestamptz not null,
  primary key (entry, signature)
);

alter table collect.intake enable row level security, force row level security;
alter table collect.version enable row level security, force row level security;
alter table collect.mapping enable row level security, force row level security;

create policy platform_all on collect.intake using (procedure.scope() = 'platform');
create policy own_organisation on collect.intake
  using (procedure.scope() = 'staff' and procedure.org() = provider);

create policy platform_reads on collect.version for select using (procedure.scope() = 'platform');
create policy platform_adds on collect.version for insert with check (procedure.scope() = 'platform');
create policy own_organisation on collect.version for select
  using (procedure.scope() = 'staff' and procedure.org() = provider);
create policy staff_published on collect.version for select
  using (procedure.scope() = 'staff' and exists (select 1 from catalog.published p where p.code = entry));
-- What is not open is not for the public to read about either (Art. 26): a manifest shows values.
create policy public_open on collect.version for select
  using (exists (select 1 from catalog.published p where p.code = entry and p.open <> 'none'));

create policy platform_all on collect.mapping using (procedure.scope() = 'platform');
create policy own_organisation on collect.mapping for select
  using (procedure.scope() = 'staff' and procedure.org() = provider);
