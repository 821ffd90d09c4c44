import { common, words } from "./zh/common.ts";
import { dataset } from "./zh/dataset.ts";
import { correct, followUp } from "./zh/correct.ts";
import { home, org, openList, search } from "./zh/finding.ts";
import { accessibility, developers, errors, law, ledger } from "./zh/about.ts";

/** Every text the portal shows in Chinese. What an agency wrote comes from the API and is not here. */
export const zh = {
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
