import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { lazy, type ReactNode, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router";
import { UploadsProvider } from "./intake/uploads.tsx";
import { LanguageProvider, useLanguage } from "./language.tsx";
import { ApiProblem } from "./problem.ts";
import { ProveAgain } from "./session/prove-again.tsx";
import { SessionProvider, useSession } from "./session/session.tsx";
import { Shell } from "./shell/shell.tsx";
import { antdTheme } from "./theme/antd-theme.ts";
import { LookProvider, useLook } from "./theme/look.tsx";
import { Catch } from "./ui/catch.tsx";
import { Loading } from "./ui/states.tsx";
import { ToastProvider } from "./ui/toast.tsx";

const Login = lazy(() => import("./session/login-page.tsx").then((m) => ({ default: m.LoginPage })));
const ChangePassword = lazy(() =>
  import("./session/change-password-page.tsx").then((m) => ({ default: m.ChangePasswordPage })),
);
const Enrol = lazy(() => import("./session/enrol-page.tsx").then((m) => ({ default: m.EnrolPage })));
const Returned = lazy(() => import("./session/returned-page.tsx").then((m) => ({ default: m.ReturnedPage })));
const Account = lazy(() => import("./account/account-page.tsx").then((m) => ({ default: m.AccountPage })));
const Duties = lazy(() => import("./duties/duties-page.tsx").then((m) => ({ default: m.DutiesPage })));
const Cases = lazy(() => import("./cases/cases-page.tsx").then((m) => ({ default: m.CasesPage })));
const Case = lazy(() => import("./cases/case-page.tsx").then((m) => ({ default: m.CasePage })));
const Catalog = lazy(() => import("./catalog/catalog-page.tsx").then((m) => ({ default: m.CatalogPage })));
const Editor = lazy(() => import("./catalog/editor-page.tsx").then((m) => ({ default: m.EditorPage })));
const Intakes = lazy(() => import("./intake/intakes-page.tsx").then((m) => ({ default: m.IntakesPage })));
const IntakePage = lazy(() => import("./intake/intake-page.tsx").then((m) => ({ default: m.IntakePage })));
const Supervision = lazy(() =>
  import("./supervision/supervision-page.tsx").then((m) => ({ default: m.SupervisionPage })),
);
const People = lazy(() => import("./people/people-page.tsx").then((m) => ({ default: m.PeoplePage })));
const Machines = lazy(() =>
  import("./machines/machines-page.tsx").then((m) => ({ default: m.MachinesPage })),
);
const Missing = lazy(() => import("./shell/missing-page.tsx").then((m) => ({ default: m.MissingPage })));

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal is an answer; only an unreachable or failing server is worth asking again.
      retry: (times, thrown) =>
        thrown instanceof ApiProblem && (thrown.status === 0 || thrown.status >= 502) && times < 2,
    },
  },
});

/** The console, whole. */
export function App() {
  return (
    <LanguageProvider>
      <LookProvider>
        <Themed>
          <QueryClientProvider client={client}>
            <BrowserRouter basename="/console">
              <SessionProvider>
                <UploadsProvider>
                  <Pages />
                </UploadsProvider>
                <ProveAgain />
              </SessionProvider>
            </BrowserRouter>
          </QueryClientProvider>
        </Themed>
      </LookProvider>
    </LanguageProvider>
  );
}

function Themed({ children }: { children: ReactNode }) {
  const { lang } = useLanguage();
  const { look } = useLook();
  return (
    <ConfigProvider
      locale={lang === "zh" ? zh : en}
      theme={antdTheme(look)}
      csp={{ nonce: styleNonce() }}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <ToastProvider>{children}</ToastProvider>
    </ConfigProvider>
  );
}

/** The server writes the page's nonce here; only with it may antd add its style elements. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

function Pages() {
  const { person, session } = useSession();
  const location = useLocation();
  if (location.pathname === "/oidc")
    return (
      <Suspense fallback={<Loading />}>
        <Returned />
      </Suspense>
    );
  if (!person)
    return (
      <Suspense fallback={<Loading />}>
        <Login />
      </Suspense>
    );
  if (session.mustChangePassword)
    return (
      <Suspense fallback={<Loading />}>
        <ChangePassword />
      </Suspense>
    );
  if (session.mustEnrolFactor)
    return (
      <Suspense fallback={<Loading />}>
        <Enrol />
      </Suspense>
    );
  return (
    <Shell>
      <Catch key={location.pathname}>
        <Suspense
          fallback={
            <div className="pad">
              <Loading />
            </div>
          }
        >
          <Routes>
            <Route index element={<Duties />} />
            <Route path="login" element={<Navigate to="/" replace />} />
            <Route path="cases" element={<Cases />} />
            <Route path="cases/:id" element={<Case />} />
            <Route path="catalog" element={<Catalog />} />
            <Route path="catalog/new" element={<Editor />} />
            <Route path="catalog/:caseId" element={<Editor />} />
            <Route path="intake" element={<Intakes />} />
            <Route path="intake/:id" element={<IntakePage />} />
            <Route path="supervision" element={<Supervision />} />
            <Route path="account" element={<Account />} />
            <Route path="people" element={<People />} />
            <Route path="machines" element={<Machines />} />
            <Route path="*" element={<Missing />} />
          </Routes>
        </Suspense>
      </Catch>
    </Shell>
  );
}
