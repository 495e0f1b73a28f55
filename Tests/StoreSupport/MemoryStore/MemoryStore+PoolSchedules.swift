internal import Domain
package import Store
package import Values

extension MemoryStore: PoolScheduleStore {
    package func poolSchedules(
        at now: Timestamp, limit: Int
    ) async throws -> [PoolSchedule] {
        try read { state in
            let pairs = state.schedules.values.flatMap { schedule in
                schedule.item.sources.compactMap { id -> (PoolSchedule, Timestamp?)? in
                    guard let source = state.sources[id]?.item, source.place == .pool else {
                        return nil
                    }
                    let pair = PoolSchedule(
                        schedule: schedule.item, version: schedule.version, source: source,
                        last: state.lastFiring(of: id, by: schedule.item.id, at: now))
                    return (pair, state.looks[pair.pair])
                }
            }
            let due = pairs.filter { _, noted in noted.map { $0 <= now } ?? true }
            let wrong = pairs.filter { _, noted in
                noted.map { $0 > now + PoolSchedule.noteMost } ?? false
            }
            return (due + wrong).prefix(limit).map(\.0)
        }
    }

    package func noteLooks(_ looks: [PoolLook]) async throws {
        try write { change in
            for look in looks where change.state.isCurrent(look.pair) {
                change.state.looks[look.pair] = look.until
            }
        }
    }
}

extension MemoryStore.State {
    fileprivate func isCurrent(_ pair: PoolPair) -> Bool {
        schedules[pair.schedule]?.version == pair.version
    }

    fileprivate func lastFiring(
        of source: ID<Source>, by schedule: ID<Schedule>, at now: Timestamp
    ) -> Timestamp? {
        runs.values.compactMap { run -> Timestamp? in
            guard case .firing(let firing) = run.cause, firing.schedule == schedule,
                firing.source == source, run.created <= now
            else { return nil }
            return firing.time
        }.max()
    }
}
