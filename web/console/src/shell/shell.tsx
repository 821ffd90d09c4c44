import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { useLanguage } from "../language.tsx";
import { usePerson } from "../session/session.tsx";
import { roleTexts } from "../texts/login.ts";
import { shellTexts as T } from "../texts/shell.ts";
import { useLook } from "../theme/look.tsx";
import { Icon, Mark } from "../ui/icon.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { useKeys } from "./keys.ts";
import { SideNav } from "./side-nav.tsx";

const Search = lazy(() => import("./search-dialog.tsx").then((m) => ({ default: m.SearchDialog })));
const Help = lazy(() => import("./help-dialog.tsx").then((m) => ({ default: m.HelpDialog })));

/** Bar, navigation and main region around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const { say } = useLanguage();
  const person = usePerson();
  const { look, choose } = useLook();
  const location = useLocation();
  const [open, setOpen] = useState<"search" | "help" | null>(null);
  const [nav, setNav] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the navigation on a phone
  useEffect(() => setNav(false), [location.pathname, location.search]);
  useKeys({
    "ctrl+k": (event) => {
      event.preventDefault();
      setOpen("search");
    },
    "?": () => setOpen("help"),
    "/": (event) => {
      event.preventDefault();
      setOpen("search");
    },
  });

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {say(T.skip)}
      </a>
      <header className="bar">
        <button
          type="button"
          className="ib nav-toggle"
          aria-expanded={nav}
          aria-controls="nav"
          aria-label={say(nav ? T.closeNav : T.openNav)}
          onClick={() => setNav(!nav)}
        >
          <Icon name={nav ? "close" : "menu"} />
        </button>
        <Link className="logo" to="/" aria-label={say(T.product)}>
          <Mark />
          <span>{say(T.product)}</span>
        </Link>
        <p className="org">
          <span>{person.org.short || person.org.name}</span>
          <small>{person.roles.map((r) => say(roleTexts[r])).join(say({ zh: "、", en: ", " }))}</small>
        </p>
        <button type="button" className="gs" onClick={() => setOpen("search")} aria-keyshortcuts="Control+K">
          <Icon name="search" />
          <span>{say(T.search)}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <div className="r">
          <button
            type="button"
            className="ib"
            aria-label={say(look.scheme === "dark" ? T.toLight : T.toDark)}
            onClick={() => choose({ scheme: look.scheme === "dark" ? "light" : "dark" })}
          >
            <Icon name="sun" />
          </button>
          <button type="button" className="ib help" aria-label={say(T.help)} onClick={() => setOpen("help")}>
            <Icon name="help" />
          </button>
          <AccountMenu />
        </div>
      </header>
      <SideNav open={nav} />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Suspense fallback={null}>
        {open === "search" && <Search onClose={() => setOpen(null)} />}
        {open === "help" && <Help onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}
