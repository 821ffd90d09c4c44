import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { Icon } from "./icon.tsx";

const ToastContext = createContext<((text: string) => void) | null>(null);
const shownFor = 5000;

/** Says briefly what has been done, also to readers; it takes no focus and goes by itself. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((said: string) => {
    clearTimeout(timer.current);
    setText(said);
    timer.current = setTimeout(() => setText(""), shownFor);
  }, []);
  return (
    <ToastContext value={say}>
      {children}
      <div className="toast" role="status">
        {text && (
          <p>
            <Icon name="check" small />
            {text}
          </p>
        )}
      </div>
    </ToastContext>
  );
}

/** Returns the function that shows one. */
export function useToast(): (text: string) => void {
  const say = useContext(ToastContext);
  if (!say) throw new Error("useToast outside ToastProvider");
  return say;
}
