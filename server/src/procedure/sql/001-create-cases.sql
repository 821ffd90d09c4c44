-- Cases (办件), their acts and their statutory periods. `procedure/store.ts` is the only writer.
create schema procedure;

create function procedure.scope() returns text language sql stable as
  $$ select coalesce(current_setting('zhanqiao.scope', true), '') $$;
create function procedure.org() returns text language sql stable as
  $$ select coalesce(current_setting('zhanqiao.org', true), '') $$;

create table procedure.case_file (
  id uuid primary key,
  number text not null unique,
  procedure text not null,
  state text not null,
  version integer not null default 1,
  title text not null,
  -- What the case is about: a catalogue entry's code, a dataset's.
  subject text,
  parties jsonb not null,
  -- Organisations that may see the case in its present state; computed from the declaration at each act.
  viewers text[] not null,
  -- Whose move it is.
  waits_for text,
  document jsonb not null,
  -- SHA-256 of the follow-up secret of somebody without an account.
  follow_up bytea,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz
);
create index on procedure.case_file using gin (viewers);
create index on procedure.case_file (procedure, state, updated_at);
create index on procedure.case_file (waits_for) where closed_at is null;
create index on procedure.case_file (subject);

create table procedure.act (
  id uuid primary key,
  case_id uuid not null references procedure.case_file,
  version integer not null,
  action text not null,
  from_state text,
  to_state text not null,
  -- Pseudonymous person id, role and organisation; "anyone" and "platform" have no person.
  actor_kind text not null,
  actor_id text,
  actor_org text,
  actor_role text,
  article text not null,
  contents jsonb not null,
  at timestamptz not null,
  unique (case_id, version)
);

create table procedure.period (
  id uuid primary key,
  case_id uuid not null references procedure.case_file,
  name text not null,
  rule text not null,
  pack text not null,
  instrument text not null,
  article text not null,
  owed_by text not null,
  working_days integer not null,
  -- The period as `@zhanqiao/law` holds it: days, competing rules, extensions.
  value jsonb not null,
  started_at timestamptz not null,
  -- The first instant that is too late: 24:00 Asia/Shanghai of the last day.
  due_at timestamptz not null,
  provisional boolean not null default false,
  ended_at timestamptz,
  outcome text check (outcome in ('met', 'late', 'cancelled')),
  -- When the platform noticed that it had run out, and told the duty holder and the authority.
  escalated_at timestamptz
);
create index on procedure.period (case_id);
create index on procedure.period (due_at) where ended_at is null;
create unique index on procedure.period (case_id, name) where ended_at is null;

alter table procedure.case_file enable row level security, force row level security;
alter table procedure.act enable row level security, force row level security;
alter table procedure.period enable row level security, force row level security;

create policy platform_all on procedure.case_file using (procedure.scope() = 'platform');
create policy parties on procedure.case_file using (procedure.scope() = 'staff' and procedure.org() = any (viewers));
create policy platform_all on procedure.act using (procedure.scope() = 'platform');
create policy parties on procedure.act using (exists (select 1 from procedure.case_file c where c.id = case_id));
create policy platform_all on procedure.period using (procedure.scope() = 'platform');
create policy parties on procedure.period using (exists (select 1 from procedure.case_file c where c.id = case_id));
