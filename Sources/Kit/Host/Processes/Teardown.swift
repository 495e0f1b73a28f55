internal import Glibc

/// How a program is asked to end, step by step. Whatever the steps are, the last thing that happens
/// is SIGKILL to everything in the program's session.
package struct Teardown: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        /// Sent to the program's process group.
        package let signal: Int32
        /// How long the program then has before the next step, or before it is killed.
        package let patience: Duration

        package init(signal: Int32, patience: Duration) {
            self.signal = signal
            self.patience = patience
        }
    }

    package let steps: [Step]

    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// SIGTERM, then ten seconds: what a service manager does too.
    package static let gentle = terminate(patience: .seconds(10))
    package static let immediate = Teardown([])

    package static func terminate(patience: Duration) -> Teardown {
        Teardown([Step(signal: SIGTERM, patience: patience)])
    }
}
