import type pg from "pg";

/** Statements whose plans are kept; what is written anew each time finds no place. */
const most = 300;
const names = new Map<string, string>();
const writes = /^\s*(?:insert into|update|with \w+ as \(\s*(?:insert into|update))\s/i;

/**
 * Has a connection keep the plans of statements that write, by giving each text a name: an act is the same few
 * inserts and updates every time, and working their policies out anew costs as much as doing them. Queries are left
 * alone: what is best for one search is not for the next.
 */
export function keepPlans(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  client.query = ((first: unknown, values: unknown, ...rest: unknown[]) => {
    const name =
      typeof first === "string" && Array.isArray(values) && values.length > 0 ? nameOf(first) : undefined;
    return name ? query({ name, text: first, values }, ...rest) : query(first, values, ...rest);
  }) as typeof client.query;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  // A row that comes back whole may gain a column while the plan still stands, which PostgreSQL refuses.
  if (known || names.size >= most || !writes.test(text) || /returning\s+(?:\w+\.)?\*/i.test(text))
    return known;
  const name = `w${names.size}`;
  names.set(text, name);
  return name;
}
