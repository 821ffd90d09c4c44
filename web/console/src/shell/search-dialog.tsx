import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useDeferredValue, useId, useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../api.ts";
import type { CaseList, List, Text } from "../api-types.ts";
import type { EntrySummary } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { shellTexts as T } from "../texts/shell.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";

interface Found {
  id: string;
  group: Text;
  icon: IconName;
  title: string;
  note: string;
  to: string;
}

/** One search over cases and catalog entries, worked by keyboard alone. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { say } = useLanguage();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const [at, setAt] = useState(0);
  const listId = useId();
  const long = q.length >= 2;
  const cases = useQuery({
    queryKey: ["search-cases", q],
    queryFn: ({ signal }) => api.call<CaseList>("/cases", { query: { queue: "all", q, limit: 6 }, signal }),
    enabled: long,
  });
  const entries = useQuery({
    queryKey: ["search-entries", q],
    queryFn: ({ signal }) =>
      api.call<List<EntrySummary>>("/catalog/entries", { query: { q, limit: 6 }, signal }),
    enabled: long,
  });
  const found: Found[] = [
    ...(cases.data?.items ?? []).map((c) => ({
      id: `c-${c.id}`,
      group: T.searchCases,
      icon: "inbox" as const,
      title: c.title,
      note: `${c.number} · ${say(c.procedureTitle)} · ${say(c.stateTitle)}`,
      to: `/cases/${c.id}`,
    })),
    ...(entries.data?.items ?? []).map((e) => ({
      id: `e-${e.code}`,
      group: T.searchEntries,
      icon: "table" as const,
      title: e.name,
      note: `${e.provider.name} · ${e.code}`,
      to: e.caseId ? `/catalog/${e.caseId}` : `/catalog?q=${encodeURIComponent(e.name)}`,
    })),
  ];
  const current = found[Math.min(at, found.length - 1)];
  const go = (to: string) => {
    onClose();
    navigate(to);
  };
  const done = long && !cases.isFetching && !entries.isFetching;

  return (
    <Dialog title={say(T.searchTitle)} onClose={onClose} width={600}>
      <Input
        autoFocus
        size="large"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current ? `${listId}-${current.id}` : undefined}
        aria-label={say(T.search)}
        placeholder={say(T.search)}
        value={typed}
        onChange={(e) => {
          setTyped(e.target.value);
          setAt(0);
        }}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === "ArrowDown") setAt((n) => Math.min(n + 1, found.length - 1));
          else if (e.key === "ArrowUp") setAt((n) => Math.max(n - 1, 0));
          else if (e.key === "Enter" && current) go(current.to);
          else return;
          e.preventDefault();
        }}
      />
      <p className="muted xs search-hint" role="status">
        {!long
          ? say(T.searchHint)
          : done
            ? found.length
              ? say(T.searchCount, { n: found.length })
              : say(T.searchNone, { q })
            : ""}
      </p>
      <div id={listId} role="listbox" aria-label={say(T.searchTitle)} className="found">
        {found.map((f) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys of its options
          <div
            key={f.id}
            id={`${listId}-${f.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={f === current}
            onClick={() => go(f.to)}
          >
            <Icon name={f.icon} />
            <b>{f.title}</b>
            <small>
              {say(f.group)} · {f.note}
            </small>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
