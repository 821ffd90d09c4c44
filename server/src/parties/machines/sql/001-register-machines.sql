-- An organisation's own systems (Art. 43): who they are, the tokens they hold, the proofs they have used.
-- `parties/machines/store.ts` is the only writer.
create schema machines;

create table machines.client (
  -- Pseudonymous; the OAuth client_id, and what the ledger knows the system by.
  id uuid primary key,
  org text not null references parties.organisation,
  name text not null,
  purpose text not null,
  scopes text[] not null check (cardinality(scopes) > 0
    and scopes <@ array['catalog:read', 'data:read', 'data:deliver', 'cases:read']),
  auth text not null check (auth in ('private_key_jwt', 'client_secret_basic')),
  -- The public key, or the SHA-256 of 256 random bits: whoever reads this table can authenticate with neither.
  jwk jsonb check (jwk is null or not jwk ?| array['d', 'p', 'q', 'k']),
  secret_sha256 bytea check (length(secret_sha256) = 32),
  -- Networks it may come from; empty: any.
  addresses cidr[] not null default '{}',
  expires_at timestamptz not null,
  suspended boolean not null default false,
  -- Counts suspensions and new credentials: tokens of an earlier count hold no longer.
  generation integer not null default 0,
  deleted_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  credential_at timestamptz not null,
  last_used_at timestamptz,
  check (deleted_at is not null
    or (auth = 'private_key_jwt' and jwk is not null and secret_sha256 is null)
    or (auth = 'client_secret_basic' and jwk is null and secret_sha256 is not null)),
  -- Of a deleted system its id and history remain, its credentials do not.
  check (deleted_at is null or (jwk is null and secret_sha256 is null))
);
create index on machines.client (org, created_at desc) where deleted_at is null;

create table machines.token (
  token_sha256 bytea primary key check (length(token_sha256) = 32),
  client uuid not null references machines.client,
  generation integer not null,
  -- RFC 7638 thumbprint of the key the token is bound to (RFC 9449 s. 6).
  jkt text not null,
  scopes text[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null
);
create index on machines.token (expires_at);

-- Proofs and client assertions that have been used: a second one with the same jti is refused by every process.
create table machines.used_jti (
  key_sha256 bytea primary key check (length(key_sha256) = 32),
  expires_at timestamptz not null
);
create index on machines.used_jti (expires_at);

-- Token requests that failed to authenticate within the last minutes: by network, and by network and client.
create table machines.failure (
  id uuid primary key,
  network_sha256 bytea not null,
  pair_sha256 bytea not null,
  at timestamptz not null
);
create index on machines.failure (network_sha256, at);
create index on machines.failure (pair_sha256, at);
create index on machines.failure (at);

alter table machines.client enable row level security, force row level security;
alter table machines.token enable row level security, force row level security;
alter table machines.used_jti enable row level security, force row level security;
alter table machines.failure enable row level security, force row level security;

create policy platform_all on machines.client using (parties.scope() = 'platform');
create policy own_organisation on machines.client
  using (parties.scope() = 'staff' and org = parties.org());
create policy platform_all on machines.token using (parties.scope() = 'platform');
create policy platform_all on machines.used_jti using (parties.scope() = 'platform');
create policy platform_all on machines.failure using (parties.scope() = 'platform');
