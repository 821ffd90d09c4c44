import { Button } from "antd";
import { useLanguage } from "../language.tsx";
import { uiTexts as T } from "../texts/ui.ts";

/** Pages of a list that the server cuts: which part is shown, and the ways to the parts beside it. */
export function Pager(props: {
  offset: number;
  limit: number;
  total: number;
  onGo: (offset: number) => void;
}) {
  const { say } = useLanguage();
  const { offset, limit, total } = props;
  if (total <= limit && offset === 0) return <p className="pager muted xs">{say(T.total, { n: total })}</p>;
  return (
    <nav className="pager">
      <span className="muted xs" role="status">
        {say(T.range, { from: offset + 1, to: Math.min(offset + limit, total), n: total })}
      </span>
      <Button size="small" disabled={offset === 0} onClick={() => props.onGo(Math.max(0, offset - limit))}>
        {say(T.previous)}
      </Button>
      <Button size="small" disabled={offset + limit >= total} onClick={() => props.onGo(offset + limit)}>
        {say(T.next)}
      </Button>
    </nav>
  );
}
