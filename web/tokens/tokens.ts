/**
 * Design tokens of both faces: red tiles, green trees, blue sea, clear sky.
 * The portal generates its CSS variables from them (css.ts); the console builds its Ant Design theme from them.
 * Colours hold WCAG 2.2 AA in both themes for the pairs named beside them.
 */

/** Colour roles of one theme. Values are CSS colours. */
export type Palette = Record<ColourName, string>;

export type ColourName =
  | "bg"
  | "surface"
  | "surface-2"
  | "surface-3"
  | "ink"
  | "ink-2"
  | "ink-3"
  | "line"
  | "line-2"
  | "line-ctl"
  | "sea"
  | "sea-hover"
  | "sea-ink"
  | "sea-soft"
  | "sea-soft-2"
  | "on-sea"
  | "tile"
  | "tile-soft"
  | "ok"
  | "ok-soft"
  | "warn"
  | "warn-soft"
  | "danger"
  | "danger-soft"
  | "info"
  | "info-soft"
  | "s1"
  | "s2"
  | "s3"
  | "s4"
  | "s5"
  | "c1"
  | "c2"
  | "c3"
  | "c4"
  | "c5"
  | "c6"
  | "focus"
  | "focus-halo"
  | "code-bg"
  | "code-ink"
  | "code-key"
  | "code-string"
  | "code-note";

export const light: Palette = {
  // Neutrals lean to sea fog; ink, ink-2 and ink-3 read on bg, surface and surface-2.
  bg: "#f5f7f8",
  surface: "#ffffff",
  "surface-2": "#eef2f4",
  "surface-3": "#e3e9ec",
  ink: "#13222b",
  "ink-2": "#43545f",
  "ink-3": "#586a76",
  line: "#dbe2e6",
  "line-2": "#c3ced5",
  "line-ctl": "#7c8d98",
  // Sea: the brand, and whatever can be acted on.
  sea: "#0a5a83",
  "sea-hover": "#084869",
  "sea-ink": "#08415f",
  "sea-soft": "#e4f0f6",
  "sea-soft-2": "#cde3ee",
  "on-sea": "#ffffff",
  // Tile: identity and urgency only, under 3 % of any page.
  tile: "#b23b22",
  "tile-soft": "#fbebe6",
  ok: "#1b6a47",
  "ok-soft": "#e2f2e9",
  warn: "#855000",
  "warn-soft": "#fcf0d9",
  danger: "#a9261c",
  "danger-soft": "#fbe9e7",
  info: "#0a5a83",
  "info-soft": "#e4f0f6",
  // Data: five steps of a sequence, six categories told apart with colour-vision deficiency.
  s1: "#dceaf1",
  s2: "#b3d2e1",
  s3: "#7fb2cc",
  s4: "#3f88ad",
  s5: "#0a5a83",
  c1: "#0a5a83",
  c2: "#c8703a",
  c3: "#3d8b6b",
  c4: "#7a5fa8",
  c5: "#b0892c",
  c6: "#5c6f7b",
  focus: "#0b3c58",
  "focus-halo": "#ffd15c",
  "code-bg": "#0f2430",
  "code-ink": "#e3edf2",
  "code-key": "#8fcdec",
  "code-string": "#9bd6b4",
  "code-note": "#9db3bf",
};

export const dark: Palette = {
  bg: "#0c161c",
  surface: "#121f27",
  "surface-2": "#182933",
  "surface-3": "#213540",
  ink: "#e8eff3",
  "ink-2": "#b7c5ce",
  "ink-3": "#93a5b1",
  line: "#243843",
  "line-2": "#34505f",
  "line-ctl": "#6d8594",
  sea: "#7cc2e6",
  "sea-hover": "#a3d6f0",
  "sea-ink": "#b5def3",
  "sea-soft": "#12313f",
  "sea-soft-2": "#1b4658",
  "on-sea": "#06222f",
  tile: "#f1947a",
  "tile-soft": "#3a211b",
  ok: "#7fcfa4",
  "ok-soft": "#14312a",
  warn: "#eebd6a",
  "warn-soft": "#372a14",
  danger: "#f39a92",
  "danger-soft": "#3c1f1f",
  info: "#7cc2e6",
  "info-soft": "#12313f",
  s1: "#16303d",
  s2: "#1d475b",
  s3: "#2a6a87",
  s4: "#4597bd",
  s5: "#8fcdec",
  c1: "#6fbbe1",
  c2: "#e59a67",
  c3: "#77c3a0",
  c4: "#b49be0",
  c5: "#dcb659",
  c6: "#9db0bc",
  focus: "#ffffff",
  "focus-halo": "#c98a00",
  "code-bg": "#0f2430",
  "code-ink": "#e3edf2",
  "code-key": "#8fcdec",
  "code-string": "#9bd6b4",
  "code-note": "#9db3bf",
};

/** Shadows, used by floating layers only. */
export const shadow = {
  light: "0 1px 2px rgb(16 34 45/.06),0 8px 24px rgb(16 34 45/.10)",
  dark: "0 1px 2px rgb(0 0 0/.4),0 10px 28px rgb(0 0 0/.45)",
} as const;

/** System font stacks; no web font is ever fetched. */
export const font = {
  text: '-apple-system,BlinkMacSystemFont,"Segoe UI","PingFang SC","HarmonyOS Sans SC","MiSans","Microsoft YaHei UI","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif',
  mono: 'ui-monospace,"SF Mono","Cascadia Mono",Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace',
} as const;

/** Type sizes in px at the normal setting (16 px root). */
export const size = { xs: 13, sm: 14, md: 16, lg: 18, xl: 22, "2xl": 28, "3xl": 40 } as const;

/** Unitless line heights: body text (Chinese), controls, headings. */
export const lineHeight = { body: 1.75, ui: 1.5, head: 1.35 } as const;

/** Corner radii in px. */
export const radius = { s: 4, m: 8, l: 12 } as const;

/** Spacing in px: always a multiple of this. */
export const spacingUnit = 4;

/** Heights in px of rows and controls, and the widest text column. */
export const measure = { row: 44, rowCompact: 36, control: 40, controlLarge: 56, wrap: 1200 } as const;
