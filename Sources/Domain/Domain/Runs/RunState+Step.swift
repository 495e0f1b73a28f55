/// Why a step is not taken. Nothing changes then.
package enum RunRefusal: Error, Hashable, Sendable {
    /// The run has ended; a step that comes late never changes how.
    case ended(RunState)
    /// The step makes no sense there: somebody missed something.
    case outOfOrder(RunState)
    /// Another attempt or a later lease has the run.
    case stale
}

extension RunState {
    /// Where a step leads from here: the one table of a run's life.
    ///
    /// Steps that were taken before are refused like any other; whoever repeats one after losing
    /// the answer finds the run where the step would have led and needs nothing more.
    package func after(_ step: RunStep) throws(RunRefusal) -> RunState {
        if isFinal { throw .ended(self) }
        switch (self, step) {
        case (.queued, .lease): return .leased
        // An agent's own runs are never leased: it began what it fired.
        case (.queued, .start), (.leased, .start): return .running
        case (.running, .finalize): return .finalizing

        // A cancelled run is cancelled, however far it came: its outcomes say what there is.
        case (.cancelling, .finish), (.cancelling, .retry), (.cancelling, .release),
            (.cancelling, .interrupt), (.queued, .cancel):
            return .cancelled
        case (.leased, .cancel), (.running, .cancel), (.finalizing, .cancel): return .cancelling

        case (.leased, .finish(.failed)): return .failed
        case (.running, .finish(let verdict)), (.finalizing, .finish(let verdict)):
            return verdict.state
        case (.running, .retry), (.finalizing, .retry), (.leased, .retry): return .queued
        case (.leased, .release), (.running, .release), (.finalizing, .release): return .queued

        // What was given and never begun is as good as new.
        case (.leased, .interrupt): return .queued
        case (.running, .interrupt), (.finalizing, .interrupt): return .failed

        case (.queued, .skip): return .skipped
        default: throw .outOfOrder(self)
        }
    }
}
