-- How staff prove who they are (Art. 43): what a session rests on, second factors, identities at the identity
-- provider, and what is half-way. `parties/store.ts`, `factor/store.ts` and `oidc/store.ts` write them.

alter table parties.session
  -- Names a session to its holder; opens nothing.
  add column id uuid not null default gen_random_uuid() unique,
  add column method text not null default 'password' check (method in ('password', 'oidc')),
  add column factor text check (factor in ('totp', 'recovery', 'idp')),
  -- When its holder last proved themselves, at the beginning or again.
  add column authenticated_at timestamptz,
  -- A /24 or /48 and a browser's family: enough to know one's own, too little to follow anybody.
  add column network text not null default '',
  add column browser text not null default '',
  -- The identity it was begun with, and the identity provider's name for its own session.
  add column identity uuid,
  add column idp_session text;
update parties.session set authenticated_at = created_at;
alter table parties.session alter column authenticated_at set not null;
alter table parties.session alter column id drop default;

-- A second factor (RFC 6238). At most one confirmed and one being enrolled for a person.
create table parties.totp (
  id uuid primary key,
  person uuid not null references parties.person,
  -- AES-256-GCM: nonce, ciphertext, tag. The key is a file of the installation, never in the database.
  secret_sealed bytea not null,
  key_id text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  -- The last time step that was used: a code serves once.
  last_step bigint not null default 0
);
create unique index one_confirmed on parties.totp (person) where confirmed_at is not null;
create unique index one_enrolling on parties.totp (person) where confirmed_at is null;

create table parties.recovery_code (
  person uuid not null references parties.person,
  code_sha256 bytea not null check (length(code_sha256) = 32),
  primary key (person, code_sha256)
);

-- The first step of signing in has been taken, the second not. It opens nothing.
create table parties.half_session (
  token_sha256 bytea primary key check (length(token_sha256) = 32),
  person uuid not null references parties.person,
  method text not null check (method in ('password', 'oidc')),
  identity uuid,
  idp_session text,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index on parties.half_session (person);

-- Who somebody is at the identity provider: issuer and subject, never an e-mail address (OpenID Connect Core 5.7).
create table parties.identity (
  id uuid primary key,
  person uuid not null references parties.person,
  issuer text not null,
  subject text not null check (length(subject) between 1 and 255),
  -- Proved by its holder, or stated by an administrator.
  linked_by text not null check (linked_by in ('self', 'admin')),
  linked_at timestamptz not null,
  constraint one_subject unique (issuer, subject)
);
create index on parties.identity (person);

-- On the way to the identity provider and back. State, nonce and verifier are derived from the browser's secret,
-- of which only the hash is here; the row is taken out when the browser comes back.
create table parties.oidc_flow (
  browser_sha256 bytea primary key check (length(browser_sha256) = 32),
  purpose text not null check (purpose in ('sign-in', 'link', 'prove')),
  session uuid references parties.session (id) on delete cascade,
  return_path text not null,
  attempt uuid not null,
  expires_at timestamptz not null,
  check ((purpose = 'sign-in') = (session is null))
);
create index on parties.oidc_flow (expires_at);
create index on parties.oidc_flow (session);

alter table parties.totp enable row level security, force row level security;
alter table parties.recovery_code enable row level security, force row level security;
alter table parties.half_session enable row level security, force row level security;
alter table parties.identity enable row level security, force row level security;
alter table parties.oidc_flow enable row level security, force row level security;

create policy platform_all on parties.totp using (parties.scope() = 'platform');
create policy platform_all on parties.recovery_code using (parties.scope() = 'platform');
create policy platform_all on parties.half_session using (parties.scope() = 'platform');
create policy platform_all on parties.oidc_flow using (parties.scope() = 'platform');
create policy platform_all on parties.identity using (parties.scope() = 'platform');
create policy own_organisation on parties.identity for select
  using (parties.scope() = 'staff' and exists (select 1 from parties.person p where p.id = person and p.org = parties.org()));
create policy own_organisation on parties.half_session
  using (parties.scope() = 'staff' and exists (select 1 from parties.person p where p.id = person and p.org = parties.org()));
