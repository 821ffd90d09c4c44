-- Holiday tables imported after the ones the software was shipped with (the State Council's yearly notice).
create table procedure.year_table (
  year integer primary key,
  value jsonb not null,
  imported_at timestamptz not null,
  imported_by text not null
);
alter table procedure.year_table enable row level security, force row level security;
create policy anyone_reads on procedure.year_table for select using (true);
create policy platform_writes on procedure.year_table using (procedure.scope() = 'platform');
