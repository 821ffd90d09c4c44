import type {
  EntryCard,
  OpenListItem,
  SearchPage,
  Entry as ServerEntry,
} from "../../../server/src/catalog/contract.ts";
import type * as ledger from "../../../server/src/ledger/contract.ts";
import type * as procedure from "../../../server/src/procedure/contract.ts";
import type {
  ClockView,
  DatasetRow,
  Entry,
  FollowUpView,
  LedgerHead,
  OpenListRow,
  Receipt,
  SearchAnswer,
} from "./api-types.ts";

/** Held by the compiler: what the server's contracts promise is what the portal reads. Nothing runs here. */
type Fits<Given extends Read, Read> = Given;
type Output<Schema extends { readonly _output: unknown }> = Schema["_output"];

export type Held = [
  Fits<ServerEntry, Entry>,
  Fits<EntryCard, DatasetRow>,
  Fits<SearchPage, SearchAnswer>,
  Fits<OpenListItem, OpenListRow>,
  Fits<Output<typeof ledger.ledgerHead>, LedgerHead>,
  Fits<Output<typeof ledger.receipts>["items"][number], Receipt>,
  Fits<Output<typeof procedure.clock>, ClockView>,
  Fits<Output<typeof procedure.followUpView>, FollowUpView>,
];
