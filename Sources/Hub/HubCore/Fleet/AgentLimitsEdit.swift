package import Domain
package import Values

/// What is to be other about how much of its machine an agent takes; nil takes a limit away.
package struct AgentLimitsEdit: Sendable {
    package var runsAtOnce: Change<Int?>
    package var upload: Change<ByteCount?>
    package var download: Change<ByteCount?>
    package var niceness: Change<Int?>

    package init(
        runsAtOnce: Change<Int?> = .keep, upload: Change<ByteCount?> = .keep,
        download: Change<ByteCount?> = .keep, niceness: Change<Int?> = .keep
    ) {
        self.runsAtOnce = runsAtOnce
        self.upload = upload
        self.download = download
        self.niceness = niceness
    }

    package func applied(to agent: Agent) -> Agent {
        var agent = agent
        runsAtOnce.apply(to: &agent.runsAtOnce)
        upload.apply(to: &agent.limits.upload)
        download.apply(to: &agent.limits.download)
        niceness.apply(to: &agent.limits.niceness)
        return agent
    }

    /// Everything that is wrong with the new ones.
    var violations: [FieldViolation] {
        func of(_ rule: NumberRule, _ number: Int??) -> [FieldViolation] {
            (number ?? nil).map(rule.violations) ?? []
        }
        return of(Fields.concurrentRuns, runsAtOnce.new)
            + of(Fields.upload, upload.new.map { $0.map { Int($0.bytes) } })
            + of(Fields.download, download.new.map { $0.map { Int($0.bytes) } })
            + of(Fields.niceness, niceness.new)
    }
}

extension Agent {
    /// What of its limits is other than it was, as the audit log tells it.
    func limitFacts(since before: Agent) -> [AuditDetail.Fact] {
        func fact<Value: Equatable>(
            _ name: String, _ value: KeyPath<Agent, Value?>, _ text: (Value) -> String
        ) -> AuditDetail.Fact? {
            let now = self[keyPath: value]
            guard now != before[keyPath: value] else { return nil }
            return AuditDetail.Fact(name: name, value: now.map(text) ?? "none")
        }
        return [
            fact("at once", \.runsAtOnce) { "\($0)" },
            fact("upload", \.limits.upload) { "\($0.exactText)/s" },
            fact("download", \.limits.download) { "\($0.exactText)/s" },
            fact("niceness", \.limits.niceness) { "\($0)" },
        ].compactMap(\.self)
    }
}
