import type { Palette } from "./tokens.ts";
import { dark, font, light, lineHeight, measure, radius, shadow, size } from "./tokens.ts";

const colours = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

const rem = (px: number) => `${px / 16}rem`;

/**
 * The tokens as CSS custom properties. Light is the default; dark follows `html[data-theme=dark]`,
 * or the reader's system where no theme has been chosen (no `data-theme` on html).
 */
export function tokensCss(): string {
  const fixed = [
    `--font:${font.text}`,
    `--mono:${font.mono}`,
    ...Object.entries(size).map(([name, px]) => `--t-${name}:${rem(px)}`),
    ...Object.entries(lineHeight).map(([name, value]) => `--lh-${name}:${value}`),
    ...Object.entries(radius).map(([name, px]) => `--r-${name}:${px}px`),
    `--row:${measure.row}px`,
    `--row-c:${measure.rowCompact}px`,
    `--ctl:${measure.control}px`,
    `--ctl-l:${measure.controlLarge}px`,
    `--wrap:${measure.wrap}px`,
  ].join(";");
  const darkRules = `color-scheme:dark;${colours(dark)};--shadow:${shadow.dark}`;
  return [
    `:root{color-scheme:light;${colours(light)};--shadow:${shadow.light};${fixed}}`,
    `:root[data-theme=dark]{${darkRules}}`,
    `@media(prefers-color-scheme:dark){:root:not([data-theme]){${darkRules}}}`,
  ].join("\n");
}
