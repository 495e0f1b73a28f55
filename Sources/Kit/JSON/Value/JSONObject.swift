/// The members of a JSON object in the order they were written; a key occurs once.
///
/// Keys are compared by their bytes. `String`'s own `==` follows Unicode's canonical equivalence,
/// by which `K` and the Kelvin sign are one key, and a peer would disagree.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let key: String
        package var value: JSON
    }

    package private(set) var members: [Member] = []

    package init() {}

    /// The caller vouches that no key repeats.
    init(unique members: [Member]) {
        self.members = members
    }

    /// Setting replaces in place, adds at the end, or removes when nil.
    package subscript(key: String) -> JSON? {
        get { index(of: key).map { members[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    private func index(of key: String) -> Int? {
        members.firstIndex { $0.key.hasSameBytes(as: key) }
    }
}

extension String {
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
