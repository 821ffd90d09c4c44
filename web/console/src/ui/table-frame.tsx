import { type ReactNode, useEffect, useRef, useState } from "react";

interface Props {
  /** Names the region for readers when it has to be scrolled. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** Holds a wide table. When it must be scrolled it can be reached and scrolled by keyboard, and only then. */
export function TableFrame({ label, className = "card", children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () =>
      setWide(
        element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1,
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={frame}
      className={`${className} table-wrap`}
      {...(wide ? { tabIndex: 0, role: "group", "aria-label": label } : {})}
    >
      {children}
    </div>
  );
}
