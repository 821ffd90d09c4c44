import type { InputHTMLAttributes, ReactNode } from "react";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "children"> & {
  type?: "checkbox" | "radio";
  children: ReactNode;
};

/** A checkbox or radio with its words: the browser's own, worked and read as everybody knows it. */
export function Tick({ type = "checkbox", children, ...input }: Props) {
  return (
    <label className="tick">
      <input type={type} {...input} />
      <span>{children}</span>
    </label>
  );
}
