import { useEffect, useRef } from "react";

const kept = "zq.single-keys";

/** Single-key shortcuts can be switched off (WCAG 2.1.4). */
export const singleKeysOn = () => localStorage.getItem(kept) !== "off";
export const setSingleKeys = (on: boolean) => localStorage.setItem(kept, on ? "on" : "off");

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** "j", "?", "ctrl+k", "ctrl+enter": one name for one press, in lower case. Shift counts only where it makes no other character. */
export function keyName(press: Pressed): string {
  const ctrl = press.ctrlKey || press.metaKey ? "ctrl+" : "";
  const alt = press.altKey ? "alt+" : "";
  return `${ctrl}${alt}${press.key.toLowerCase()}`;
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.tagName === "TEXTAREA" ||
    target.tagName === "SELECT" ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type)));

/**
 * Listens for keys while mounted. Single keys are ignored while the person types, while a dialog is open and
 * when they have switched them off; those with Ctrl always work.
 */
export function useKeys(handlers: Readonly<Record<string, (event: KeyboardEvent) => void>>) {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      const handler = latest.current[name];
      if (!handler) return;
      if (!name.includes("ctrl+")) {
        if (typing(event.target) || !singleKeysOn() || document.querySelector("dialog[open]")) return;
      }
      handler(event);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
