import { longDay } from "../dates.ts";
import { useLanguage } from "../language.tsx";

interface Props {
  id: string;
  value: string;
  onChange: (day: string | undefined) => void;
  aria?: Record<string, string | boolean>;
}

/**
 * A day as YYYY-MM-DD. The browser's own control: it is worked by keyboard and read aloud in the person's own
 * system, and costs no code. What was chosen is said once more in words.
 */
export function DayInput({ id, value, onChange, aria }: Props) {
  const { lang } = useLanguage();
  return (
    <span className="day-input">
      <input
        type="date"
        id={id}
        value={value}
        onChange={(e) => onChange(e.target.value || undefined)}
        {...aria}
      />
      {value && <small>{longDay(value, lang)}</small>}
    </span>
  );
}
