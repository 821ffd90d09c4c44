import { Link } from "react-router";
import type { CaseItem } from "../api-types.ts";
import { citeArticle } from "../article.ts";
import { CountdownLine } from "../cases/countdown-line.tsx";
import { useLanguage } from "../language.tsx";
import { usePerson } from "../session/session.tsx";
import { caseTexts, dutiesTexts as T } from "../texts/duties.ts";
import { Icon } from "../ui/icon.tsx";
import { StateTag } from "../ui/tags.tsx";
import { between, shortOrg } from "./between.ts";

interface Props {
  items: readonly CaseItem[];
  open: string | undefined;
  /** Ids ticked for bulk; null while bulk is off. */
  marked: ReadonlySet<string> | null;
  onMark: (id: string) => void;
  to: (id: string) => string;
}

/** The queue: what is due first at the top, each with its countdown, who it is between and the article. */
export function QueueList({ items, open, marked, onMark, to }: Props) {
  const { say, lang } = useLanguage();
  const { org } = usePerson();
  return (
    <ul>
      {items.map((item) => {
        const [from, toOrg] = between(item, org.uscc);
        return (
          <li key={item.id} className="qrow">
            {marked && (
              <input
                type="checkbox"
                checked={marked.has(item.id)}
                onChange={() => onMark(item.id)}
                aria-label={say(T.bulkMark, { title: item.title })}
              />
            )}
            <Link className="qi" to={to(item.id)} aria-current={item.id === open ? "true" : undefined}>
              <CountdownLine clock={item.clock} />
              <h3>{item.title}</h3>
              <span className="m">
                <span className="who">
                  {from ? shortOrg(from, org.division.name) : say(caseTexts.anyone)}
                </span>
                {toOrg && (
                  <>
                    <Icon name="right" />
                    <span className="who">{shortOrg(toOrg, org.division.name)}</span>
                  </>
                )}
                <span className="ref">
                  · {say(item.procedureTitle)}
                  {item.clock && ` · ${citeArticle(item.clock.article, lang)}`}
                </span>
                <StateTag tone={item.tone} title={say(item.stateTitle)} />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
