import { dark, font, light, type Palette, radius, shadow, size } from "@zhanqiao/tokens";
import { type MappingAlgorithm, type ThemeConfig, theme } from "antd";

export type Scheme = "light" | "dark";
export interface Look {
  scheme: Scheme;
  compact: boolean;
  large: boolean;
}

// Algorithms derive their own shade from a seed colour; ours are measured for contrast and stay as they are.
const pin =
  (c: Palette): MappingAlgorithm =>
  (seed, map) => ({
    ...(map ?? theme.defaultAlgorithm(seed)),
    colorPrimary: c.sea,
    colorPrimaryHover: c["sea-hover"],
    colorPrimaryActive: c["sea-hover"],
    colorPrimaryBorder: c["line-2"],
    colorError: c.danger,
    colorErrorHover: c.danger,
    colorWarning: c.warn,
    colorSuccess: c.ok,
    colorInfo: c.info,
    colorLink: c.sea,
  });

/** The Ant Design theme of one look, every value of it taken from the design tokens. */
export function antdTheme({ scheme, compact, large }: Look): ThemeConfig {
  const c = scheme === "dark" ? dark : light;
  const base = scheme === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  const scale = large ? 1.15 : 1;
  return {
    algorithm: [base, ...(compact ? [theme.compactAlgorithm] : []), pin(c)],
    token: {
      fontFamily: font.text,
      fontFamilyCode: font.mono,
      fontSize: Math.round(size.sm * scale),
      lineHeight: 1.5,
      controlHeight: compact ? 32 : 36,
      borderRadius: 6,
      borderRadiusLG: radius.m,
      borderRadiusSM: radius.s,
      colorPrimary: c.sea,
      colorPrimaryHover: c["sea-hover"],
      colorPrimaryActive: c["sea-hover"],
      colorPrimaryBg: c["sea-soft"],
      colorPrimaryBgHover: c["sea-soft-2"],
      colorLink: c.sea,
      colorLinkHover: c["sea-hover"],
      colorInfo: c.info,
      colorSuccess: c.ok,
      colorWarning: c.warn,
      colorError: c.danger,
      colorErrorBg: c["danger-soft"],
      colorWarningBg: c["warn-soft"],
      colorSuccessBg: c["ok-soft"],
      colorInfoBg: c["info-soft"],
      colorText: c.ink,
      colorTextSecondary: c["ink-2"],
      colorTextTertiary: c["ink-3"],
      colorTextPlaceholder: c["ink-3"],
      colorTextDescription: c["ink-2"],
      colorTextDisabled: c["ink-3"],
      colorTextLightSolid: c["on-sea"],
      colorBgLayout: c.bg,
      colorBgContainer: c.surface,
      colorBgElevated: c.surface,
      colorBorder: c["line-ctl"],
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      colorFillAlter: c["surface-2"],
      boxShadow: shadow[scheme],
      boxShadowSecondary: shadow[scheme],
      controlOutline: c["focus-halo"],
      controlOutlineWidth: 2,
      wireframe: false,
      // No motion: a spinner that fades out can stay in the name of its button, and a queue is worked faster.
      motion: false,
    },
    components: {
      Button: { fontWeight: 600, primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
      Table: {
        headerBg: c["surface-2"],
        headerColor: c["ink-2"],
        rowHoverBg: c["surface-2"],
        cellPaddingBlock: 8,
      },
      Modal: { titleFontSize: Math.round(17 * scale) },
      Select: { optionSelectedBg: c["sea-soft"] },
      Progress: { defaultColor: c.sea, remainingColor: c["surface-3"] },
      Tooltip: {
        colorBgSpotlight: scheme === "dark" ? c["surface-3"] : c.ink,
        colorTextLightSolid: "#ffffff",
      },
    },
  };
}
