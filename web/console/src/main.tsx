import { createRoot } from "react-dom/client";
import "virtual:tokens.css";
import "./theme/base.css";
import "./shell/shell.css";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
