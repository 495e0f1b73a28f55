/// The targets that Package.swift declares, read from its text.
struct Manifest {
    struct Target {
        let name: String
        let path: String
        let dependencies: [String]
    }

    let targets: [Target]

    init(_ text: String) {
        let starts = ["room(", "tests(of:", ".target(", ".executableTarget(", ".testTarget("]
        var targets: [Target] = []
        for start in starts {
            // What stands before the first quote tells a call from the helpers' own definitions.
            for piece in text.split(separator: start, omittingEmptySubsequences: false).dropFirst()
            where piece.prefix(while: { $0 != "\"" }).allSatisfy({ !"_=)".contains($0) }) {
                targets.append(Self.target(from: Self.arguments(piece), of: start))
            }
        }
        self.targets = targets
    }

    private static func arguments(_ piece: Substring) -> String {
        var depth = 1
        return String(
            piece.prefix { character in
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
                return depth > 0
            })
    }

    private static func target(from arguments: String, of call: String) -> Target {
        let name = arguments.quoted.first ?? ""
        // The helpers take the list as it is, the package manager's calls name it.
        let isNamed = call.first == "."
        let parts = arguments.split(separator: isNamed ? "dependencies:" : "resources:")
        let declared = isNamed ? parts.dropFirst().first : parts.first
        let list = (declared ?? "").drop { $0 != "[" }.prefix { $0 != "]" }
        let dependencies = String(list).quoted
        switch call {
        case "room(":
            let floor = arguments.quoted.dropFirst().first ?? ""
            return Target(
                name: name, path: "Sources/\(floor)/\(name)/", dependencies: dependencies)
        case "tests(of:":
            return Target(
                name: name + "Tests", path: "Tests/\(name)Tests/",
                dependencies: dependencies + [name, "TestSupport"])
        default:
            let path = arguments.split(separator: "path:").last.map { String($0).quoted }
            return Target(
                name: name, path: (path?.first ?? "") + "/", dependencies: dependencies)
        }
    }
}
