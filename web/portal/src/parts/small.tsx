import type { ComponentChildren } from "preact";
import { clockTime, day, daysAgo } from "../format.ts";
import type { InPage } from "../page.ts";
import { usePage } from "../page.ts";
import { urls } from "../urls.ts";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";

const han = /\p{Script=Han}/u;

/** Text as an agency wrote it: on an English page Chinese is marked as Chinese, for voices and line breaks. */
export function Own({ children }: { children: string | null | undefined }) {
  const { lang } = usePage();
  const text = children ?? "";
  return lang === "en" && han.test(text) ? <span lang="zh-CN">{text}</span> : text;
}

export type Tone = "ok" | "warn" | "danger" | "info" | "plain";

export function Tag({
  tone = "plain",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ComponentChildren;
}) {
  return (
    <span class={tone === "plain" ? "tag" : `tag ${tone}`}>
      {icon && <Icon name={icon} small />}
      {children}
    </span>
  );
}

export function OpenTag({ type }: { type: string }) {
  const { t } = usePage();
  const text = t.words.open[type] ?? type;
  if (type === "unconditional")
    return (
      <Tag tone="ok" icon="check">
        {text}
      </Tag>
    );
  return <Tag tone={type === "conditional" ? "warn" : "plain"}>{text}</Tag>;
}

/** A link to the article a thing rests on: "17.2" leads to /law/17. */
export function ArticleLink({ article }: { article: string | null | undefined }) {
  const { t } = usePage();
  if (!article) return null;
  const number = article.split(".")[0] ?? "";
  if (!/^\d+$/.test(number)) return null;
  return (
    <a class="law" href={urls.article(number)}>
      {t.article(number)}
    </a>
  );
}

/** An instant in words near to now (今天 08:30, 昨天), else its day. */
export function when(instant: string, { now, lang, t }: InPage): string {
  const ago = daysAgo(instant, now);
  const time = instant.length > 10 ? ` ${clockTime(instant)}` : "";
  if (ago === 0) return t.today + time;
  if (ago === 1) return t.yesterday + time;
  return day(instant, lang);
}

export function When({ at }: { at: string }) {
  const page = usePage();
  return <time dateTime={at}>{when(at, page)}</time>;
}

export function Formats({ of }: { of: readonly string[] | undefined }) {
  if (!of?.length) return null;
  return (
    <span class="f">
      {of.map((format) => (
        <span class="fmt" key={format}>
          {format.toUpperCase()}
        </span>
      ))}
    </span>
  );
}

/** A bar of `share` (0..1), drawn as SVG so that no style attribute is needed. */
export function Bar({ share, tone = "sea" }: { share: number; tone?: "sea" | "good" | "fair" | "poor" }) {
  const width = `${Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 10}%`;
  return (
    <svg class={`bar ${tone}`} aria-hidden="true">
      <rect class="track" width="100%" height="100%" rx="3" />
      <rect class="fill" width={width} height="100%" rx="3" />
    </svg>
  );
}

export function Crumbs({ trail }: { trail: readonly (readonly [text: string, href?: string])[] }) {
  const { t } = usePage();
  return (
    <nav class="bc" aria-label={t.crumbs}>
      <ol>
        <li>
          <a href={urls.home}>{t.home_}</a>
        </li>
        {trail.map(([text, href]) => (
          <li key={text} aria-current={href ? undefined : "page"}>
            {href ? (
              <a href={href}>
                <Own>{text}</Own>
              </a>
            ) : (
              <Own>{text}</Own>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A state without content, said to a person: what it is, why, and what to do. */
export function Nothing({
  title,
  level = 2,
  children,
}: {
  title: string;
  level?: 1 | 2;
  children?: ComponentChildren;
}) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div class="nothing">
      <Icon name="search" />
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

/** Code in a box that scrolls, with a copy button where scripts run. */
export function Code({ text, answer, label }: { text: string; answer?: string; label: string }) {
  const { t } = usePage();
  return (
    <div class="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <section class="pre" tabIndex={0} aria-label={`${t.sample}${t.colon}${label}`}>
        <pre>
          <code>{text}</code>
          {answer && <samp>{`\n\n${answer}`}</samp>}
        </pre>
      </section>
      <button type="button" class="btn sm copy" hidden data-copy data-done={t.copied}>
        <Icon name="copy" small />
        <span>{t.copy}</span>
      </button>
    </div>
  );
}

/** A wide table in a box that scrolls by itself and can be reached by keyboard. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  const { t } = usePage();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section class="tw" tabIndex={0} aria-label={`${label} (${t.scroll})`}>
      {children}
    </section>
  );
}
