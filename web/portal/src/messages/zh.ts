import { accessibility, developers, errors, law } from "./zh/about.ts";
import { common, words } from "./zh/common.ts";
import { correct, followUp } from "./zh/correct.ts";
import { dataset } from "./zh/dataset.ts";
import { home, openList, org, search } from "./zh/finding.ts";
import { ledger } from "./zh/ledger.ts";

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
