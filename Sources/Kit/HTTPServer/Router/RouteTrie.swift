/// Finds the route of a path, segment by segment. A literal segment wins over a parameter, and a
/// parameter over the rest of a path.
struct RouteTrie: Sendable {
    private struct Node: Sendable {
        var literals: [(text: [UInt8], node: Int)] = []
        var parameter: Int?
        var rest: Int?
        /// The routes that end here.
        var routes: [(method: HTTPMethod, route: Int)] = []
    }

    /// Where a path ends: its routes by method, and where its parameters lie.
    struct Match {
        fileprivate var node = 0
        var parameters: [Range<Int>] = []
    }

    private var nodes = [Node()]

    /// Traps when the same method and path come twice: which one answers must not depend on order.
    mutating func add(_ description: RouteDescription, index: Int) {
        var node = 0
        for (position, segment) in description.pattern.segments.enumerated() {
            let isLast = position == description.pattern.segments.count - 1
            switch segment {
            case .literal(let text): node = child(of: node, literal: text)
            case .parameter: node = child(of: node, \.parameter)
            case .rest:
                precondition(isLast, "\(description.pattern): the rest of a path is its end")
                node = child(of: node, \.rest)
            }
        }
        precondition(
            !nodes[node].routes.contains { $0.method == description.method },
            "\(description.method) \(description.pattern) is routed twice")
        nodes[node].routes.append((description.method, index))
    }

    private mutating func child(of node: Int, literal text: [UInt8]) -> Int {
        if let known = nodes[node].literals.first(where: { $0.text == text }) { return known.node }
        nodes.append(Node())
        nodes[node].literals.append((text, nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func child(of node: Int, _ kind: WritableKeyPath<Node, Int?>) -> Int {
        if let known = nodes[node][keyPath: kind] { return known }
        nodes.append(Node())
        nodes[node][keyPath: kind] = nodes.count - 1
        return nodes.count - 1
    }

    /// `path` is decoded where it needs to be; `ends` are where its segments end.
    func match(_ path: Span<UInt8>) -> Match? {
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return nil }
        var match = Match()
        return find(path, from: 1, node: 0, &match) ? match : nil
    }

    func route(of match: Match, _ method: HTTPMethod) -> Int? {
        nodes[match.node].routes.first { $0.method == method }?.route
    }

    func methods(of match: Match) -> [HTTPMethod] {
        nodes[match.node].routes.map(\.method)
    }

    private func find(_ path: Span<UInt8>, from start: Int, node: Int, _ match: inout Match) -> Bool
    {
        if start > path.count {
            match.node = node
            return !nodes[node].routes.isEmpty
        }
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        for (text, child) in nodes[node].literals
        where isEqual(path, start..<end, text)
            && find(path, from: end + 1, node: child, &match)
        {
            return true
        }
        // An empty segment is nobody's parameter.
        guard start < end else { return false }
        let known = match.parameters.count
        if let child = nodes[node].parameter {
            match.parameters.append(start..<end)
            if find(path, from: end + 1, node: child, &match) { return true }
            match.parameters.removeSubrange(known...)
        }
        guard let child = nodes[node].rest, !hasEmptySegment(path, from: start) else {
            return false
        }
        match.parameters.append(start..<path.count)
        match.node = child
        return true
    }

    private func isEqual(_ path: Span<UInt8>, _ range: Range<Int>, _ text: [UInt8]) -> Bool {
        guard range.count == text.count else { return false }
        for offset in 0..<text.count where path[range.lowerBound + offset] != text[offset] {
            return false
        }
        return true
    }

    private func hasEmptySegment(_ path: Span<UInt8>, from start: Int) -> Bool {
        var isEmpty = true
        for index in start..<path.count {
            if path[index] != UInt8(ascii: "/") {
                isEmpty = false
            } else if isEmpty {
                return true
            } else {
                isEmpty = true
            }
        }
        return isEmpty
    }
}
