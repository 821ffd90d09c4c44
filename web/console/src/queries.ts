import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";
import type { CaseList, CaseView, List, Procedure } from "./api-types.ts";
import type { Vocabulary } from "./catalog-types.ts";

export interface CaseFilter {
  queue: "duties" | "mine" | "all";
  procedure?: string | undefined;
  state?: string | undefined;
  due?: string | undefined;
  subject?: string | undefined;
  provider?: string | undefined;
  q?: string | undefined;
  sort?: "due" | "updated" | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
}

/** Declarations of all procedures; they change only when the server does. */
export const useProcedures = () =>
  useQuery({
    queryKey: ["procedures"],
    queryFn: async () => {
      const list = await api.call<List<Procedure>>("/procedures");
      return list.items;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export const casesKey = (filter: CaseFilter) => ["cases", filter] as const;

export const useCases = (filter: CaseFilter, enabled = true) =>
  useQuery({
    queryKey: casesKey(filter),
    queryFn: ({ signal }) => api.call<CaseList>("/cases", { query: { ...filter }, signal }),
    enabled,
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  });

export const caseKey = (id: string) => ["case", id] as const;

export const useCase = (id: string | null) =>
  useQuery({
    queryKey: caseKey(id ?? ""),
    queryFn: ({ signal }) => api.call<CaseView>(`/cases/${encodeURIComponent(id ?? "")}`, { signal }),
    enabled: id !== null,
  });

export const useVocabulary = () =>
  useQuery({
    queryKey: ["vocabulary"],
    queryFn: () => api.call<Vocabulary>("/catalog/vocabulary"),
    staleTime: Number.POSITIVE_INFINITY,
  });
