-- Other instances of the platform: the province's, other cities', districts' (Arts. 8, 14, 25).
-- `federate/store.ts` is the only writer.
create schema federate;

create table federate.peer (
  id uuid primary key,
  name text not null check (length(name) between 1 and 100),
  level text not null check (level in ('province', 'city', 'district')),
  division text not null check (division ~ '^\d{6}$'),
  -- Scheme, host and port; paths are the interface's.
  base_url text not null unique check (base_url ~ '^https?://[^/?#@\s]+$'),
  state text not null check (state in ('active', 'suspended')),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (level, division)
);

create table federate.peer_key (
  -- Made from the key itself, so that no key stands for two instances.
  keyid text primary key,
  peer uuid not null references federate.peer,
  algorithm text not null check (algorithm in ('ed25519', 'sm2-sm3')),
  public_key text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  check (valid_to is null or valid_to >= valid_from)
);
create index on federate.peer_key (peer);

-- Nonces of accepted requests, kept until their signatures have run out: a request is accepted once, whichever
-- process it reaches.
create table federate.nonce (
  peer uuid not null references federate.peer,
  nonce text not null,
  expires_at timestamptz not null,
  constraint once primary key (peer, nonce)
);
create index on federate.nonce (expires_at);

alter table federate.peer enable row level security, force row level security;
alter table federate.peer_key enable row level security, force row level security;
alter table federate.nonce enable row level security, force row level security;

create function federate.for_authority() returns boolean language sql stable as
  $$ select parties.scope() = 'staff' and exists (
       select 1 from parties.organisation o where o.uscc = parties.org() and o.kind = 'authority' and o.active) $$;

create policy platform_all on federate.peer using (parties.scope() = 'platform');
create policy platform_all on federate.peer_key using (parties.scope() = 'platform');
create policy platform_all on federate.nonce using (parties.scope() = 'platform');
create policy authorities_read on federate.peer for select using (federate.for_authority());
create policy authorities_read on federate.peer_key for select using (federate.for_authority());
