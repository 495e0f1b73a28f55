internal import Domain
package import Store
internal import Values

extension MemoryStore: PoolScheduleStore {
    package func poolSchedules() async throws -> [PoolSchedule] {
        try read { state in
            let schedules = state.schedules.values.map(\.item).filter(\.isEnabled)
                .sorted { $0.id.uuid.bytes.lexicographicallyPrecedes($1.id.uuid.bytes) }
            return schedules.flatMap { schedule in
                schedule.sources.compactMap { id -> PoolSchedule? in
                    guard let source = state.sources[id]?.item, source.place == .pool else {
                        return nil
                    }
                    let times = state.runs.values.compactMap { run -> Timestamp? in
                        guard case .firing(let firing) = run.cause,
                            firing.schedule == schedule.id, firing.source == id
                        else { return nil }
                        return firing.time
                    }
                    return PoolSchedule(schedule: schedule, source: source, last: times.max())
                }
            }
        }
    }
}
