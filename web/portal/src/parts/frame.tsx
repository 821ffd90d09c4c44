import type { ComponentChildren } from "preact";
import { usePage } from "../page.ts";
import { urls } from "../urls.ts";
import type { IconName } from "./icon.tsx";
import { Icon, Mark } from "./icon.tsx";

export interface Head {
  readonly title: string;
  readonly description?: string;
  /** Address for search engines and for citing; the page's own path where left out. */
  readonly canonical?: string;
  readonly noIndex?: boolean;
  /** schema.org description, as a value. */
  readonly jsonLd?: unknown;
  /** Which entry of the main navigation the page belongs to. */
  readonly nav?: "search" | "openList" | "law" | "followUp" | "developers" | "ledger";
}

/** The whole document around a page's content. */
export function Frame({ head, children }: { head: Head; children: ComponentChildren }) {
  const page = usePage();
  const { t, lang } = page;
  const canonical = page.publicUrl + (head.canonical ?? page.path);
  return (
    <html
      lang={lang === "zh" ? "zh-CN" : "en"}
      data-theme={page.theme}
      class={page.large ? "large" : undefined}
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{head.title === t.site ? t.site : `${head.title} - ${t.site}`}</title>
        {head.description && <meta name="description" content={head.description.slice(0, 200)} />}
        {head.noIndex && <meta name="robots" content="noindex" />}
        <meta name="color-scheme" content={page.theme ?? "light dark"} />
        <link rel="canonical" href={canonical} />
        <link rel="alternate" hrefLang="zh-CN" href={`${canonical}?lang=zh`} />
        <link rel="alternate" hrefLang="en" href={`${canonical}?lang=en`} />
        <link rel="icon" href="/portal-assets/mark.svg" type="image/svg+xml" />
        {page.style && <link rel="stylesheet" href={page.style} nonce={page.nonce} />}
        {page.script && <script type="module" src={page.script} nonce={page.nonce} />}
        {head.jsonLd !== undefined && (
          <script
            type="application/ld+json"
            nonce={page.nonce}
            // JSON in which no tag can begin.
            dangerouslySetInnerHTML={{ __html: jsonForScript(head.jsonLd) }}
          />
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          {t.skip}
        </a>
        <header>
          {page.demo && <p class="demo-mark">{t.demoMark}</p>}
          <Settings />
          <Masthead current={head.nav} />
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <Foot />
      </body>
    </html>
  );
}

/** JSON that may stand in a script element: no `<`, and none of the line ends that JSON allows and JS does not. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function Settings() {
  const { t, path, query, lang, large, answer } = usePage();
  const here = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    next.set(name, value);
    return `${path}?${next}`;
  };
  const link = (href: string, icon: IconName, text: string, cls?: string, language?: string) => (
    <li class={cls}>
      <a href={href} lang={language} hrefLang={language} rel="nofollow">
        <Icon name={icon} small />
        {text}
      </a>
    </li>
  );
  const other = lang === "zh" ? "en" : "zh";
  return (
    <div class={answer ? "gov quiet" : "gov"}>
      <div class="wrap">
        <span class="wide">{t.channel}</span>
        <ul aria-label={t.bar.label}>
          {!answer &&
            link(here("size", large ? "normal" : "large"), "larger", large ? t.bar.normal : t.bar.large)}
          {!answer && link(here("theme", "dark"), "moon", t.bar.dark, "to-dark")}
          {!answer && link(here("theme", "light"), "sun", t.bar.light, "to-light")}
          {!answer &&
            link(here("lang", other), "globe", t.bar.language, undefined, other === "zh" ? "zh-CN" : "en")}
          {link(urls.accessibility, "eye", t.bar.accessibility, "wide")}
          {link(urls.console, "person", t.bar.console, "wide")}
        </ul>
      </div>
    </div>
  );
}

function Masthead({ current }: { current: Head["nav"] }) {
  const { t, path } = usePage();
  const items = [
    ["search", urls.search()],
    ["openList", urls.openList],
    ["law", urls.law],
    ["followUp", urls.followUp],
    ["developers", urls.developers],
    ["ledger", urls.ledger],
  ] as const;
  const links = items.map(([name, href]) => (
    <a key={name} href={href} aria-current={name === current ? (path === href ? "page" : "true") : undefined}>
      {t.nav[name]}
    </a>
  ));
  return (
    <div class="hd">
      <div class="wrap">
        <a class="logo" href={urls.home}>
          <Mark />
          <span>
            <b>{t.site}</b>
            <small lang={t.siteOther.charCodeAt(0) < 128 ? "en" : "zh-CN"}>{t.siteOther}</small>
          </span>
        </a>
        <nav class="nav" aria-label={t.nav.label}>
          {links}
        </nav>
        <details class="menu">
          <summary class="btn">
            <Icon name="menu" />
            {t.menu}
          </summary>
          <nav aria-label={t.menu}>
            {links}
            <a href={urls.accessibility}>{t.bar.accessibility}</a>
            <a href={urls.console}>{t.bar.console}</a>
          </nav>
        </details>
      </div>
    </div>
  );
}

function Foot() {
  const { t } = usePage();
  const f = t.foot;
  const groups: [string, [string, string][]][] = [
    [
      f.get,
      [
        [f.browse, urls.search()],
        [f.list, urls.openList],
        [f.recent, urls.search({ sort: "updated" })],
      ],
    ],
    [
      f.take,
      [
        [f.follow, urls.followUp],
        [f.law, urls.law],
        [f.ledger, urls.ledger],
      ],
    ],
    [
      f.build,
      [
        [f.api, urls.developers],
        [f.openapi, urls.openapi],
      ],
    ],
    [
      f.more,
      [
        [f.accessibility, urls.accessibility],
        [f.staff, urls.console],
      ],
    ],
  ];
  return (
    <footer class="ft">
      <div class="wrap">
        <div class="g">
          <div>
            <p class="strong">{t.site}</p>
            <p class="about">{f.about}</p>
          </div>
          {groups.map(([title, links]) => (
            <nav key={title} aria-label={title}>
              <h2>{title}</h2>
              <ul>
                {links.map(([text, href]) => (
                  <li key={href}>
                    <a href={href}>{text}</a>
                  </li>
                ))}
              </ul>
            </nav>
          ))}
        </div>
        <p class="legal">
          <span>{f.legal}</span>
          <span>{f.ledgerNote}</span>
        </p>
      </div>
    </footer>
  );
}
