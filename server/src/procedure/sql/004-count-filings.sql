-- How many cases each network filed without an account in the last hour, across all processes. The network only as its
-- hash, and not longer than it is needed.
create table procedure.filing (
  id uuid primary key,
  network_sha256 bytea not null check (octet_length(network_sha256) = 32),
  at timestamptz not null
);
create index filing_by_network on procedure.filing (network_sha256, at);
create index filing_by_time on procedure.filing (at);
alter table procedure.filing enable row level security, force row level security;
create policy platform_all on procedure.filing using (procedure.scope() = 'platform');
