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
}

extension MemoryStore.State {
    mutating func take(_ drill: KnownDrill) {
        if drill.measures == nil, drills[drill.run] != nil { return }
        drills[drill.run] = drill
    }
}
