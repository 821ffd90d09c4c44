import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const list = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../shared/data"),
  "suites/hostile/blns.json",
);
export const naughtyAreThere = existsSync(list);

/** The naughty strings of the suite, blanks left out: a field of blanks is an empty one. */
export const naughtyStrings = (): string[] =>
  (JSON.parse(readFileSync(list, "utf8")) as string[]).filter((text) => text.trim() !== "");

/** Set by whatever of a payload should run. */
export const canary = "__canary";
const run = `window.${canary}=1`;

/** Texts that run where they are put into a page as anything but text. */
export const payloads: readonly string[] = [
  `<script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `"><svg onload=${run}>`,
  `'><details open ontoggle=${run}>`,
  `</title><script>${run}</script>`,
  `</textarea><script>${run}</script>`,
  `</script><script>${run}</script>`,
  `--><script>${run}</script>`,
  `]]><script>${run}</script>`,
  `" autofocus onfocus=${run} x="`,
  `' onmouseover=${run} x='`,
  `javascript:${run}//`,
  `JaVaScRiPt:${run}`,
  `\tjava\tscript:${run}`,
  `data:text/html,<script>opener.${canary}=1</script>`,
  `<a href="javascript:${run}">点</a>`,
  `[点](javascript:${run})`,
  `![x](x"onerror="${run})`,
  `<iframe srcdoc="<script>parent.${canary}=1</script>">`,
  `<object data="data:text/html,<script>${run}</script>">`,
  "<base href=//127.0.0.1:9/>",
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  "<link rel=stylesheet href=//127.0.0.1:9/x.css>",
  "<style>@import '//127.0.0.1:9/x.css';*{display:none}</style>",
  `<form action=javascript:${run}><button>点</button></form>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${run}>">`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=${run}/>#x">`,
  `<script nonce>${run}</script>`,
  `<script src="data:text/javascript,${run}"></script>`,
  `{{constructor.constructor('${run}')()}}`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: another language's placeholder is the point
  "${alert(1)}#{alert(1)}<%= alert(1) %>",
  `\u202e<script>${run}</script>\u202c`,
  `＜script＞${run}＜/script＞`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `<plaintext><!--<template><script>${run}</script>`,
  `"}]};${run};//`,
  `\\u003cscript\\u003e${run}\\u003c/script\\u003e`,
  `\u2028${run}\u2029`,
];

/** A text as a CSV cell. */
export const csvCell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
