internal import Domain
internal import Values

// How events of runs lie in their table.

extension KnownEvent: RowDecodable {
    static let columns: SQL = """
        run_id, number, time, received_at, kind, level, attempt, vault_id, code, text, agent_id, \
        incarnation, sequence
        """

    package init(row: Row) throws {
        var content = Content(try row.get("kind"), try row.get("level"))
        content.attempt = try row.get("attempt")
        content.vault = try row.get("vault_id")
        content.code = try row.get("code")
        content.text = try row.get("text")
        var origin: EventOrigin?
        if let agent = try row.get("agent_id", as: ID<Agent>?.self) {
            origin = EventOrigin(
                agent: agent, incarnation: try row.get("incarnation"),
                sequence: try row.get("sequence"))
        }
        self.init(
            run: try row.get("run_id"), number: try row.get("number"), time: try row.get("time"),
            received: try row.get("received_at"), content, origin: origin)
    }
}

extension WriteTransaction {
    borrowing func insert(_ event: KnownEvent) throws {
        try event.text.requireStorable()
        try execute(
            """
            INSERT INTO run_events (\(KnownEvent.columns)) VALUES (
            \(event.run), \(event.number), \(event.time), \(event.received), \(event.kind), \
            \(event.level), \(event.attempt), \(event.vault), \(event.code), \(event.text), \
            \(event.origin?.agent), \(event.origin?.incarnation), \(event.origin?.sequence))
            """)
    }
}
