import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { api } from "../api.ts";
import { type Upload, UploadManager } from "./upload-manager.ts";

const UploadsContext = createContext<UploadManager | null>(null);

/** Holds the uploads of this window above all pages, and asks before the window is closed on one. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [manager] = useState(
    () =>
      new UploadManager(api, (id) => {
        void client.invalidateQueries({ queryKey: ["intake", id] });
        void client.invalidateQueries({ queryKey: ["intakes"] });
      }),
  );
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      const sending = [...manager.snapshot().values()].some(
        (u) => u.state === "sending" || u.state === "waiting",
      );
      if (sending) event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => window.removeEventListener("beforeunload", leaving);
  }, [manager]);
  return <UploadsContext value={manager}>{children}</UploadsContext>;
}

export function useUploads(): { manager: UploadManager; all: ReadonlyMap<string, Upload>; active: number } {
  const manager = useContext(UploadsContext);
  if (!manager) throw new Error("useUploads outside UploadsProvider");
  const all = useSyncExternalStore(manager.subscribe, manager.snapshot);
  const active = [...all.values()].filter((u) => u.state === "sending" || u.state === "waiting").length;
  return { manager, all, active };
}
