package import Domain
internal import Store
package import Values

/// Which sources of a machine take what lies at a path of it. Pure: it knows what sources name,
/// and nothing of what is there.
package struct PathCoverage: Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable {
        /// All of it, besides what patterns leave out.
        case whole
        /// Something below it.
        case part
        case nothing
        /// It is made anew by the machine itself.
        case passing
    }

    /// What a machine makes anew whenever it begins: nobody misses it.
    private static let passing: Set<String> = ["/dev", "/proc", "/run", "/sys", "/tmp"]

    private let paths: [(path: [Substring], source: Source)]

    /// - Parameter sources: of the machine; those of servers it reads say nothing of itself.
    package init(_ sources: [Source]) {
        paths = sources.flatMap { source -> [(path: [Substring], source: Source)] in
            switch source.configuration {
            case .files(let files): files.paths.map { (Self.names($0), source) }
            case .sqlite(let database): [(Self.names(database.path), source)]
            case .sftp: []
            }
        }
    }

    private static func names(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }
    }

    /// How many paths are named, and by how many sources that are switched on.
    package var count: (paths: Int, sources: Int) {
        let active = paths.filter(\.source.isEnabled)
        return (active.count, Set(active.map(\.source.id)).count)
    }

    /// How much of a path is taken, by sources that are switched on; and all who name it, whether
    /// they are or not.
    package func look(at path: String) -> (standing: Standing, sources: [Source]) {
        let names = Self.names(path)
        let above = paths.filter { names.starts(with: $0.path) }.map(\.source)
        let below = paths.filter { $0.path.count > names.count && $0.path.starts(with: names) }
            .map(\.source)
        let standing: Standing =
            if above.contains(where: \.isEnabled) {
                .whole
            } else if below.contains(where: \.isEnabled) {
                .part
            } else {
                Self.passing.contains("/" + names.joined(separator: "/")) ? .passing : .nothing
            }
        var seen: Set<Source> = []
        return (standing, (above + below).filter { seen.insert($0).inserted })
    }
}

extension Sources {
    /// All sources of a machine, however many there are: one that was left out would make a folder
    /// look as if nobody took it.
    package func all(of agent: ID<Agent>, in tenant: ID<Tenant>) async throws -> [Source] {
        var found: [Source] = []
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let wanted = request {
            let page = try await sources(
                of: tenant, matching: SourceFilter(agent: agent), wanted)
            found += page.items.map(\.source)
            request = page.following
        }
        return found
    }
}
