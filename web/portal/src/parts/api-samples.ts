import { search } from "../http/client.ts";
import { urls } from "../urls.ts";

export interface Question {
  readonly select?: string | undefined;
  readonly where?: string | undefined;
  readonly sort?: string | undefined;
  readonly version?: string | undefined;
}

export interface Samples {
  readonly url: string;
  readonly curl: string;
  readonly python: string;
  readonly r: string;
  readonly javascript: string;
}

/**
 * Requests that run as they stand, for one page of a dataset's rows. Values reach the code only inside an
 * address that is percent-encoded, with quotes encoded too, so that no value can end a string.
 */
export function samplesFor(publicUrl: string, code: string, question: Question, limit = 5): Samples {
  const query = search({ ...question, limit }).replaceAll("'", "%27");
  const url = publicUrl + urls.api.rows(code).replaceAll("'", "%27") + query;
  return {
    url,
    curl: `curl '${url}'`,
    python: [
      "import json, urllib.request",
      "",
      `url = '${url}'`,
      "with urllib.request.urlopen(url) as answer:",
      "    page = json.load(answer)",
      'for row in page["rows"]:',
      "    print(row)",
    ].join("\n"),
    r: [
      "library(jsonlite)",
      "",
      `page <- fromJSON('${url}')`,
      "print(page$rows)",
      "# page$next holds the cursor of the next page",
    ].join("\n"),
    javascript: [
      `const answer = await fetch('${url}');`,
      "if (!answer.ok) throw new Error((await answer.json()).title);",
      "const { rows, next } = await answer.json();",
      "console.table(rows);",
    ].join("\n"),
  };
}
