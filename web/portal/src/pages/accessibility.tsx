import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { Crumbs } from "../parts/small.tsx";
import { urls } from "../urls.ts";

/** What the site promises to readers with different needs, and where its display is set. */
export function Accessibility() {
  const { t, theme, large } = usePage();
  const text = t.accessibility;
  const to = (setting: string) => `${urls.accessibility}?${setting}`;
  const settings: [href: string, label: string, on: boolean][] = [
    [to("theme=auto"), text.auto, theme === undefined],
    [to("theme=light"), text.light, theme === "light"],
    [to("theme=dark"), text.dark, theme === "dark"],
    [to("size=normal"), text.normal, !large],
    [to("size=large"), text.large, large],
  ];
  return (
    <Frame head={{ title: text.title, description: text.lead, canonical: urls.accessibility }}>
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[text.title]]} />
          <h1>{text.title}</h1>
          <p class="lead-s">
            {text.lead} {text.standard}
          </p>
        </div>
      </div>
      <div class="wrap">
        <section class="block" aria-labelledby="settings">
          <h2 id="settings">{text.settings}</h2>
          <p class="btns">
            {settings.map(([href, label, on]) => (
              <a
                key={href}
                class={on ? "btn on" : "btn"}
                href={href}
                aria-current={on ? "true" : undefined}
                rel="nofollow"
              >
                {label}
              </a>
            ))}
          </p>
        </section>
        <section class="block" aria-labelledby="ways">
          <h2 id="ways">{text.ways}</h2>
          <ul class="card steps-l">
            <li>{text.way1}</li>
            <li>{text.way2}</li>
            <li>{text.way3}</li>
            <li>{text.way4}</li>
          </ul>
        </section>
        <section class="block" aria-labelledby="checks">
          <h2 id="checks">{text.checks}</h2>
          <p class="lead-s">{text.checksText}</p>
        </section>
        <section class="block" aria-labelledby="limits">
          <h2 id="limits">{text.limits}</h2>
          <p class="lead-s">{text.limitsText}</p>
        </section>
      </div>
    </Frame>
  );
}
