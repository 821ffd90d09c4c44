-- Organisations, people, sessions (Arts. 3, 6, 42, 43). `parties/store.ts` is the only writer.
create schema parties;

create function parties.scope() returns text language sql stable as
  $$ select coalesce(current_setting('zhanqiao.scope', true), '') $$;
create function parties.org() returns text language sql stable as
  $$ select coalesce(current_setting('zhanqiao.org', true), '') $$;

create table parties.division (
  -- 6 digits to the district (GB/T 2260), 9 to the street.
  code text primary key check (code ~ '^\d{6}(\d{3})?$'),
  name text not null,
  level text not null check (level in ('province', 'city', 'district', 'street')),
  parent text references parties.division,
  check ((level = 'street') = (length(code) = 9))
);
create index on parties.division (parent);

create table parties.organisation (
  -- Unified social credit code (GB 32100); its check character is checked before it gets here.
  uscc text primary key check (uscc ~ '^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$'),
  name text not null unique,
  short text not null,
  kind text not null check (kind in ('authority', 'agency', 'regulator', 'operator', 'exchange', 'vendor')),
  holder text not null check (holder in
    ('government', 'authorised-organisation', 'public-institution', 'enterprise', 'peoples-organisation')),
  sector text,
  level text not null check (level in ('province', 'city', 'district')),
  division text not null references parties.division,
  active boolean not null default true,
  created_at timestamptz not null
);
-- One data authority for a level and division (Art. 6): who reviews an agency's catalogue is never a choice.
create unique index one_authority on parties.organisation (level, division) where kind = 'authority' and active;
create index on parties.organisation (division);

create table parties.person (
  id uuid primary key,
  org text not null references parties.organisation,
  name text not null,
  login text not null constraint one_login unique check (login ~ '^[a-z0-9][a-z0-9._-]{2,63}$'),
  roles text[] not null
    check (cardinality(roles) > 0 and roles <@ array['officer', 'head', 'reviewer', 'supervisor', 'admin']),
  active boolean not null default true,
  -- Made for the demonstration with a published password; signs in only where demo mode is on.
  demo boolean not null default false,
  created_at timestamptz not null
);
create index on parties.person (org);

-- The newest row of a person counts. Nobody's query but the platform's ever reads one.
create table parties.credential (
  seq bigint generated always as identity primary key,
  person uuid not null references parties.person,
  password_hash text not null check (password_hash like '$argon2id$%'),
  -- Given by somebody else: whoever knows it besides the person must soon know nothing.
  must_change boolean not null,
  since timestamptz not null
);
create index on parties.credential (person, seq desc);

create table parties.session (
  token_sha256 bytea primary key check (length(token_sha256) = 32),
  person uuid not null references parties.person,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on parties.session (person);

-- Tries to sign in within the last minutes; kept no longer than the limit looks back.
create table parties.login_attempt (
  id uuid not null,
  kind text not null check (kind in ('login', 'address')),
  key_sha256 bytea not null,
  at timestamptz not null,
  primary key (id, kind)
);
create index on parties.login_attempt (kind, key_sha256, at);
create index on parties.login_attempt (at);

alter table parties.division enable row level security, force row level security;
alter table parties.organisation enable row level security, force row level security;
alter table parties.person enable row level security, force row level security;
alter table parties.credential enable row level security, force row level security;
alter table parties.session enable row level security, force row level security;
alter table parties.login_attempt enable row level security, force row level security;

create policy everybody_reads on parties.division for select using (true);
create policy platform_all on parties.division using (parties.scope() = 'platform');
create policy everybody_reads on parties.organisation for select using (true);
create policy platform_all on parties.organisation using (parties.scope() = 'platform');

create policy platform_all on parties.person using (parties.scope() = 'platform');
create policy own_organisation on parties.person
  using (parties.scope() = 'staff' and org = parties.org());

create policy platform_all on parties.session using (parties.scope() = 'platform');
create policy own_organisation on parties.session
  using (parties.scope() = 'staff' and exists (select 1 from parties.person p where p.id = person and p.org = parties.org()));

create policy platform_all on parties.credential using (parties.scope() = 'platform');
-- Written within the organisation, read by none of it.
create policy own_organisation_sets on parties.credential for insert
  with check (parties.scope() = 'staff' and exists (select 1 from parties.person p where p.id = person and p.org = parties.org()));

create policy platform_all on parties.login_attempt using (parties.scope() = 'platform');
