import { Component, type ReactNode } from "react";
import { Refused } from "./states.tsx";

/** Keeps one page's fault from taking the whole console with it; a stale chunk after an update is reloaded. */
export class Catch extends Component<{ children: ReactNode }, { thrown: unknown }> {
  override state = { thrown: null as unknown };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override render() {
    if (this.state.thrown === null) return this.props.children;
    return (
      <div className="pad">
        <Refused thrown={this.state.thrown} onRetry={() => location.reload()} />
      </div>
    );
  }
}
