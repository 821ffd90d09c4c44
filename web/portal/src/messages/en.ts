import { accessibility, developers, errors, law } from "./en/about.ts";
import { common, words } from "./en/common.ts";
import { correct, followUp } from "./en/correct.ts";
import { dataset } from "./en/dataset.ts";
import { home, openList, org, search } from "./en/finding.ts";
import { ledger } from "./en/ledger.ts";
import type { Messages } from "./index.ts";

/** Every text the portal shows in English; the compiler holds it to the keys of the Chinese table. */
export const en: Messages = {
  ...common,
  words,
  home,
  search,
  org,
  openList,
  dataset,
  correct,
  followUp,
  law,
  ledger,
  developers,
  accessibility,
  errors,
};
