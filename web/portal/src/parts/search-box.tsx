import { usePage } from "../page.ts";
import { urls } from "../urls.ts";
import { Icon } from "./icon.tsx";

/** The one search box: a plain GET form. `keep` are conditions that stay in force. */
export function SearchBox({
  value,
  placeholder,
  keep = {},
}: {
  value?: string;
  placeholder: string;
  keep?: Readonly<Record<string, string>>;
}) {
  const { t } = usePage();
  return (
    <search aria-label={t.find.label}>
      <form class="sbox" action={urls.search()}>
        <Icon name="search" />
        <label class="vh" for="q">
          {t.find.word}
        </label>
        <input
          id="q"
          name="q"
          type="search"
          maxLength={200}
          value={value}
          placeholder={placeholder}
          autoComplete="off"
        />
        {Object.entries(keep).map(([name, kept]) => (
          <input key={name} type="hidden" name={name} value={kept} />
        ))}
        <button type="submit">{t.find.go}</button>
      </form>
    </search>
  );
}
