import { Component, type ReactNode } from 'react';
import { ClosedView } from './closed-view.tsx';

interface FailedViewProps {
  children: ReactNode;
  onTry: () => void;
}

/** What stands where the window itself failed, or a part of it could not be loaded: never nothing. */
export class FailedView extends Component<FailedViewProps, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <ClosedView error={error} onTry={this.props.onTry} />;
  }
}
