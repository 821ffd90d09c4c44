import { useId, useRef, useState } from "react";
import { useLanguage } from "../language.tsx";
import { intakeTexts as T } from "../texts/intake.ts";
import { Icon } from "../ui/icon.tsx";

interface Props {
  onFile: (file: File) => void;
  title?: string;
  hint?: string;
  disabled?: boolean;
}

/** A place for one file: drop it, or press to choose. The native input does the work for keyboard and reader. */
export function DropZone({ onFile, title, hint, disabled }: Props) {
  const { say } = useLanguage();
  const id = useId();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !disabled) onFile(file);
    if (input.current) input.current.value = "";
  };
  return (
    <label
      className={`drop${over ? " over" : ""}${disabled ? " off" : ""}`}
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <Icon name="upload" />
      <b>{title ?? say(T.drop)}</b>
      <small>{hint ?? say(T.dropFormats)}</small>
      <input
        id={id}
        ref={input}
        type="file"
        disabled={disabled}
        onChange={(event) => take(event.target.files)}
      />
    </label>
  );
}
