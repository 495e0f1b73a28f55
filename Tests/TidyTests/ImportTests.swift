import Testing

/// Imports point downward: the package manager does not check it, because it lets a target import
/// whatever its dependencies depend on.
@Suite struct ImportTests {
    private static let targets = Manifest(Repository.file("Package.swift")?.text ?? "").targets

    @Test func targetsDependOnlyOnWhatStandsBelowThem() {
        let product = Self.targets.filter { $0.path.hasPrefix("Sources/") }
        #expect(product.contains { $0.name == "Host" && $0.dependencies.contains("Values") })
        for target in product {
            for other in target.dependencies {
                if let objection = House.objection(to: other, from: target.name) {
                    Issue.record("Package.swift: \(objection)")
                }
            }
        }
    }

    @Test func sourcesImportWhatTheirTargetDeclares() {
        for target in Self.targets {
            let files = Repository.files.filter { $0.isSwift && Self.owner(of: $0) == target.name }
            let imported = Set(files.flatMap { Self.imports(of: $0.text) })
            let undeclared = imported.subtracting(target.dependencies)
                .subtracting(House.toolchain)
            for module in undeclared {
                Issue.record("\(target.name) imports \(module) and does not declare it")
            }
            guard target.path.hasPrefix("Sources/"), !files.isEmpty else { continue }
            for module in Set(target.dependencies).subtracting(imported) {
                Issue.record("\(target.name) declares \(module) and does not import it")
            }
        }
    }

    @Test(arguments: [
        ("Values", "Host"), ("Host", "CSQLite"), ("Domain", "Host"), ("HubCore", "SQLiteStore"),
        ("Host", "Host"), ("Unheard", "Values"), ("Host", "Unheard"),
    ])
    func badDependenciesAreNoticed(target: String, other: String) {
        #expect(House.objection(to: other, from: target) != nil)
    }

    @Test(arguments: [
        ("import A", ["A"]), ("internal import struct A.B", ["A"]), ("let a = \"import A\"", []),
        ("@testable import A // B\npackage import B", ["A", "B"]), ("// import A", []),
        ("\"\"\"\n    import sys\n    \"\"\"", []),
    ])
    func importsAreRead(text: String, modules: [String]) {
        #expect(Self.imports(of: text) == modules)
    }

    /// The target whose folder is nearest: one target's folder may lie in another's.
    private static func owner(of file: SourceFile) -> String? {
        targets.filter { file.path.hasPrefix($0.path) }.max { $0.path.count < $1.path.count }?.name
    }

    /// From the lines that begin at the margin: what is indented is text of a test's program.
    private static func imports(of text: String) -> [String] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let file = SourceFile(path: "", text: text)
        return file.linesOfCode(with: "import").compactMap { line in
            guard file.lines[line].indentation == 0 else { return nil }
            let words = file.lines[line].split(separator: " ")
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({ $0.first == "@" || access.contains($0) })
            else { return nil }
            let module = words[(position + 1)...].first { !kinds.contains(String($0)) }
            return module.map { String($0.prefix { $0 != "." }) }
        }
    }

    private static let access: Set<Substring> = ["private", "fileprivate", "internal", "package"]
}
