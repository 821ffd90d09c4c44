import { Link } from "react-router";
import { useSay } from "../language.tsx";
import { shellTexts as T } from "../texts/shell.ts";
import { Empty } from "../ui/states.tsx";

export function MissingPage() {
  const say = useSay();
  return (
    <>
      <h1 className="vh">{say(T.missing)}</h1>
      <Empty title={say(T.missing)} hint={say(T.missingHint)} icon="help">
        <Link to="/">{say(T.toDuties)}</Link>
      </Empty>
    </>
  );
}
