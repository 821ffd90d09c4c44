import { Button } from "antd";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useSay } from "../language.tsx";
import { uiTexts } from "../texts/ui.ts";
import "./dialog.css";
import { Icon } from "./icon.tsx";

interface Props {
  title: string;
  onClose: () => void;
  /** px; the window's width is the limit. */
  width?: number;
  children: ReactNode;
  /** The act the dialog is for. Absent: it is only to be read. */
  ok?: { text: string; onOk: () => void; busy?: boolean; danger?: boolean; disabled?: boolean };
}

/**
 * A modal dialog on the browser's own element: it keeps the focus, closes with Escape, hides what lies behind
 * from readers and gives the focus back. It needs no added style, which our content policy would refuse.
 */
export function Dialog({ title, onClose, width = 520, children, ok }: Props) {
  const say = useSay();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={id}
      style={{ width }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="ib" aria-label={say(uiTexts.close)} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="dialog-body">{children}</div>
      {ok && (
        <footer>
          <Button onClick={onClose}>{say(uiTexts.cancel)}</Button>
          <Button
            type="primary"
            danger={ok.danger ?? false}
            loading={ok.busy ?? false}
            disabled={ok.disabled ?? false}
            onClick={ok.onOk}
          >
            {ok.text}
          </Button>
        </footer>
      )}
    </dialog>
  );
}
