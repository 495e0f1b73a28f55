package import Domain
package import Store
package import Values

extension MemoryStore: DrillStore {
    package func drills(
        of tenant: ID<Tenant>, matching filter: DrillFilter, _ request: PageRequest
    ) async throws -> Page<KnownDrill> {
        try read { state in
            let found = state.drills.values.filter { drill in
                drill.tenant == tenant && filter.source ?? drill.source == drill.source
                    && filter.vault ?? drill.vault == drill.vault
                    && filter.hasPassed ?? drill.hasPassed == drill.hasPassed
                    && filter.run ?? drill.run == drill.run
            }
            return newest(found, request) { Cursor(time: $0.time, id: $0.run.uuid) }
        }
    }

    package func lastProven(
        of sources: [ID<Source>], in tenant: ID<Tenant>
    ) async throws -> [ID<Source>: KnownDrill] {
        try read { state in
            var proven: [ID<Source>: KnownDrill] = [:]
            for drill in state.drills.values {
                guard let source = drill.source, sources.contains(source), drill.hasPassed,
                    drill.tenant == tenant, proven[source].map({ $0.time < drill.time }) ?? true
                else { continue }
                proven[source] = drill
            }
            return proven
        }
    }

    package func drillRecord(
        of tenant: ID<Tenant>, since moment: Timestamp
    ) async throws -> DrillRecord {
        try read { state in
            let sources = Set(
                state.sources.values.map(\.item).filter { $0.tenant == tenant }.map(\.id))
            let drills = state.drills.values.filter { $0.tenant == tenant }
            let recent = drills.filter { $0.time >= moment }
            let passed = recent.filter(\.hasPassed)
            let ever = Set(drills.filter(\.hasPassed).compactMap(\.source))
            return DrillRecord(
                sources: sources.count,
                proven: sources.intersection(passed.compactMap(\.source)).count,
                never: sources.subtracting(ever).count, drills: recent.count,
                passed: passed.count,
                slowest: passed.max {
                    (length($0), $1.run.uuid.high, $1.run.uuid.low)
                        < (length($1), $0.run.uuid.high, $0.run.uuid.low)
                })
        }
    }
}

private func length(_ drill: KnownDrill) -> Duration {
    drill.measures.map { $0.restoreTime + $0.verifyTime } ?? .zero
}

extension MemoryStore.State {
    mutating func take(_ drill: KnownDrill) {
        if drill.measures == nil, drills[drill.run] != nil { return }
        drills[drill.run] = drill
    }
}
