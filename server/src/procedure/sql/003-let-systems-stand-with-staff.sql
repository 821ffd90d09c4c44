-- Before cases, catalogue and data an organisation's own system (scope "machine") stands where its staff stand: it sees
-- what the organisation may see. What it may do is decided at the route by its own scopes. People, sessions and
-- credentials ask `parties.scope()`, to which a machine stays a machine.
create or replace function procedure.scope() returns text language sql stable as
  $$ select case current_setting('zhanqiao.scope', true) when 'machine' then 'staff'
       else coalesce(current_setting('zhanqiao.scope', true), '') end $$;
