import { api } from "../api.ts";

export type Purpose = "sign-in" | "link" | "prove";

/** Leaves for the identity provider; `path` is where to come back to, within the workbench. */
export async function goToProvider(purpose: Purpose, path: string): Promise<void> {
  const { location } = await api.call<{ location: string }>("/session/oidc", {
    method: "POST",
    body: { purpose, returnTo: `/console${path}` },
  });
  window.location.assign(location);
  // Until the other page has come, this one shows that something is on its way.
  await new Promise(() => {});
}

/** A path of the whole site as the router, which lives under /console, knows it. */
export const routeOf = (path: string): string => path.replace(/^\/console(?=\/|$)/, "") || "/";
