import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { InPage } from "./page.ts";
import { PageProvider } from "./page.ts";

/** A whole HTML document. Every text and attribute is escaped by the renderer. */
export function renderPage(context: InPage, view: VNode): string {
  return `<!doctype html>${renderToString(<PageProvider value={context}>{view}</PageProvider>)}`;
}
