package import AgentProtocol
internal import Domain
package import Host
package import Telemetry
internal import Values

/// What links are made of, one after the other.
package struct LinkParts: Sendable {
    package let identity: @Sendable () -> AgentIdentity
    /// Where keys may be changed while the agent runs.
    package let keyring: AgentKeyring?
    package let journal: Journal
    package let book: ConfigurationBook
    package let runner: Runner
    package let desk: QuestionDesk
    package let ids: IDSource
    package let wall: WallClock
    package let timer: any Clock<Duration>
    /// As in `holdfast 0.5.0`.
    package let program: String
    package let capabilities: @Sendable () -> Capabilities
    package let facts: @Sendable () throws -> HostFacts
    package let log: Logger

    package init(
        identity: @escaping @Sendable () -> AgentIdentity, keyring: AgentKeyring? = nil,
        journal: Journal,
        book: ConfigurationBook, runner: Runner, desk: QuestionDesk, ids: IDSource,
        wall: WallClock, timer: any Clock<Duration>, program: String,
        capabilities: @escaping @Sendable () -> Capabilities,
        facts: @escaping @Sendable () throws -> HostFacts, log: Logger
    ) {
        self.identity = identity
        self.keyring = keyring
        self.journal = journal
        self.book = book
        self.runner = runner
        self.desk = desk
        self.ids = ids
        self.wall = wall
        self.timer = timer
        self.program = program
        self.capabilities = capabilities
        self.facts = facts
        self.log = log
    }
}
