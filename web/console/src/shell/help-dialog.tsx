import { useLanguage } from "../language.tsx";
import { helpTexts as H, shellTexts as T } from "../texts/shell.ts";
import { Dialog } from "../ui/dialog.tsx";

const keys = [
  [["J"], H.next],
  [["K"], H.previous],
  [["Enter"], H.open],
  [["1", "9"], H.choose],
  [["Ctrl", "Enter"], H.submit],
  [["X"], H.mark],
  [["Ctrl", "K"], H.search],
  [["?"], H.help],
  [["Esc"], H.escape],
] as const;

const gridKeys = [
  [["Tab", "↑", "↓", "←", "→"], H.gridMove],
  [["Enter"], H.gridEnter],
  [["Alt", "↑"], H.gridOrder],
  [["Ctrl", "V"], H.gridPaste],
] as const;

/** All keys on one card. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { say } = useLanguage();
  const rows = (list: typeof keys | typeof gridKeys) =>
    list.map(([names, text]) => (
      <div key={names.join()}>
        <dt>
          {names.map((name) => (
            <kbd key={name}>{name}</kbd>
          ))}
        </dt>
        <dd>{say(text)}</dd>
      </div>
    ));
  return (
    <Dialog title={say(T.help)} onClose={onClose} width={480}>
      <dl className="keys">{rows(keys)}</dl>
      <h3>{say(H.grid)}</h3>
      <dl className="keys">{rows(gridKeys)}</dl>
      <p className="muted xs">{say(H.note)}</p>
    </Dialog>
  );
}
