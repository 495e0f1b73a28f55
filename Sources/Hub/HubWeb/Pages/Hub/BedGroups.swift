internal import Domain

/// By which label agents are grouped on the overview: the one that most of them have, where it
/// makes a few groups of them. Pure.
struct BedGroups {
    struct Group: Hashable {
        /// Nil for those without the label.
        let name: String?
        let members: [Int]
    }

    /// More say less than none.
    static let groupsMax = 8

    /// The places of agents by their labels, the largest group first; one group of all where no
    /// label makes better ones.
    static func of(_ labels: [[String: String]]) -> [Group] {
        let whole = Group(name: nil, members: Array(labels.indices))
        guard let key = key(of: labels) else { return [whole] }
        let groups = Dictionary(grouping: labels.indices) { labels[$0][key] }
        return groups.sorted { a, b in
            // Those without come last.
            guard let first = a.key, let second = b.key else { return a.key != nil }
            return a.value.count == b.value.count
                ? first < second : a.value.count > b.value.count
        }.map { Group(name: $0.key.map { $0.isEmpty ? key : $0 }, members: $0.value) }
    }

    private static func key(of labels: [[String: String]]) -> String? {
        var values: [String: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for (key, value) in labels.joined() {
            values[key, default: []].insert(value)
            counts[key, default: 0] += 1
        }
        return counts.filter { key, count in
            count * 2 >= labels.count && (2...groupsMax).contains(values[key]?.count ?? 0)
        }.min { a, b in a.value == b.value ? a.key < b.key : a.value > b.value }?.key
    }
}
