import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { List } from "../api-types.ts";
import type { Entry, EntrySummary } from "../catalog-types.ts";
import type { Intake, IntakeState } from "../intake-types.ts";

const moving: readonly IntakeState[] = ["inspecting", "loading"];
export const isMoving = (state: IntakeState) => moving.includes(state);

export const useIntakes = (
  filter: { entry?: string | undefined; state?: string | undefined; limit?: number } = {},
) =>
  useQuery({
    queryKey: ["intakes", filter],
    queryFn: ({ signal }) => api.call<List<Intake>>("/intakes", { query: { limit: 50, ...filter }, signal }),
    refetchInterval: (q) => (q.state.data?.items.some((i) => isMoving(i.state)) ? 3000 : false),
  });

/** One intake; asked for again while the platform is at work on it. */
export const useIntake = (id: string) =>
  useQuery({
    queryKey: ["intake", id],
    queryFn: ({ signal }) => api.call<Intake>(`/intakes/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (q) => (q.state.data && isMoving(q.state.data.state) ? 1500 : false),
  });

export const useEntry = (code: string | undefined) =>
  useQuery({
    queryKey: ["entry", code],
    queryFn: ({ signal }) =>
      api.call<Entry>(`/catalog/entries/${encodeURIComponent(code ?? "")}`, { signal }),
    enabled: Boolean(code),
  });

export const useOwnEntries = (provider: string, q?: string, limit = 50) =>
  useQuery({
    queryKey: ["own-entries", provider, q, limit],
    queryFn: ({ signal }) =>
      api.call<List<EntrySummary>>("/catalog/entries", {
        query: { provider, q, limit, sort: "updated" },
        signal,
      }),
    placeholderData: (before) => before,
  });
