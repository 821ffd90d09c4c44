-- What witnesses have cosigned. A few sizes are kept: the newest each witness signed, and the newest that most signed.
create table ledger.cosignature (
  size bigint not null,
  -- Name and key of the witness, as in its verifier key.
  witness text not null,
  -- The log's own signed note that was submitted, and the witness's signature line with its newline.
  checkpoint text not null,
  line text not null,
  cosigned_at timestamptz not null,
  primary key (size, witness)
);

-- How each witness stands.
create table ledger.witness (
  witness text primary key,
  url text not null,
  size bigint not null default 0,
  cosigned_at timestamptz,
  -- What went wrong last, in two languages; null while it goes well.
  trouble jsonb,
  tries integer not null default 0,
  tried_at timestamptz
);

-- Contents that were erased, and the act that erased them, which names them in its own content.
create table ledger.erasure (
  n bigint primary key references ledger.entry,
  by_act uuid not null,
  erased_at timestamptz not null
);

alter table ledger.cosignature enable row level security, force row level security;
alter table ledger.witness enable row level security, force row level security;
alter table ledger.erasure enable row level security, force row level security;
create policy anyone_reads on ledger.cosignature for select using (true);
create policy platform_writes on ledger.cosignature using (current_setting('zhanqiao.scope', true) = 'platform');
create policy anyone_reads on ledger.witness for select using (true);
create policy platform_writes on ledger.witness using (current_setting('zhanqiao.scope', true) = 'platform');
create policy platform_only on ledger.erasure using (current_setting('zhanqiao.scope', true) = 'platform');
