import { Link, useLocation } from "react-router";
import type { Text } from "../api-types.ts";
import { useUploads } from "../intake/uploads.tsx";
import { useLanguage } from "../language.tsx";
import { useCases, useProcedures } from "../queries.ts";
import { hasRole, usePerson, useSession } from "../session/session.tsx";
import { shellTexts as T } from "../texts/shell.ts";
import { Icon, type IconName } from "../ui/icon.tsx";

interface Place {
  to: string;
  icon: IconName;
  title: Text;
  count?: number | undefined;
}

const procedureIcons: Record<string, IconName> = {
  "share-type": "swap",
  "share-application": "share",
  "open-type": "globe",
  correction: "chat",
  demand: "flag",
};

/** The ways through the console, with what waits behind each. */
export function SideNav({ open }: { open: boolean }) {
  const { say } = useLanguage();
  const person = usePerson();
  const { session } = useSession();
  const location = useLocation();
  const duties = useCases({ queue: "duties", sort: "due", limit: 50 });
  const procedures = useProcedures();
  const uploads = useUploads();
  const counts = duties.data?.counts;
  const waiting = (name: string) => counts?.byProcedure?.[name];
  const isAuthority = person.org.kind === "authority";

  const queues: Place[] = (procedures.data ?? [])
    .filter((p) => p.name !== "catalog-entry")
    .map((p) => ({
      to: `/?procedure=${p.name}`,
      icon: procedureIcons[p.name] ?? "file",
      title: p.title,
      count: waiting(p.name),
    }));
  const groups: { title?: Text; places: Place[] }[] = [
    {
      places: [
        { to: "/", icon: "inbox", title: T.duties, count: counts?.waiting },
        { to: "/cases", icon: "list", title: T.cases },
      ],
    },
    {
      title: T.groupCatalog,
      places: [
        ...(isAuthority
          ? [
              {
                to: "/?procedure=catalog-entry",
                icon: "check" as const,
                title: T.catalogReview,
                count: waiting("catalog-entry"),
              },
            ]
          : []),
        { to: "/catalog", icon: "table", title: T.catalog },
        { to: "/intake", icon: "upload", title: T.intake, count: uploads.active },
      ],
    },
    { title: T.groupShare, places: queues },
    {
      title: T.groupSupervise,
      places: [
        { to: "/supervision", icon: "gauge", title: T.supervision },
        ...(hasRole(person, "admin")
          ? [
              { to: "/people", icon: "people" as const, title: T.people },
              { to: "/machines", icon: "link" as const, title: T.machines },
            ]
          : []),
      ],
    },
  ];
  const here = location.pathname + (location.pathname === "/" ? procedurePart(location.search) : "");

  return (
    <nav id="nav" className={open ? "sn open" : "sn"} aria-label={say(T.mainNav)}>
      {groups
        .filter((g) => g.places.length > 0)
        .map((group) => (
          <div key={group.title?.en ?? "first"}>
            {group.title && <h2>{say(group.title)}</h2>}
            <ul>
              {group.places.map((place) => (
                <li key={place.to}>
                  <Link to={place.to} aria-current={isHere(place.to, here) ? "page" : undefined}>
                    <Icon name={place.icon} />
                    {say(place.title)}
                    {place.count ? (
                      <span>
                        {place.count}
                        <span className="vh">{say(T.waiting)}</span>
                      </span>
                    ) : null}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      <p className="cal">
        <b>{say(session.todayText)}</b>
        {say(T.calendarNote)}
      </p>
    </nav>
  );
}

const procedurePart = (search: string) => {
  const procedure = new URLSearchParams(search).get("procedure");
  return procedure ? `?procedure=${procedure}` : "";
};

/** A place is current on its own page and on those below it. */
export function isHere(place: string, here: string): boolean {
  if (place === "/" || place.startsWith("/?")) return here === place;
  return here === place || here.startsWith(`${place}/`);
}
