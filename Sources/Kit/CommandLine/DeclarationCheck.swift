extension Program {
    /// What is wrong with the declarations themselves; a test of every program asks for none.
    package var faults: [String] {
        root.all.flatMap { path in
            path.command.faults.map { "\(path.line): \($0)" }
        }
    }
}

extension Command {
    fileprivate var faults: [String] {
        var faults: [String] = []
        let declarations = declarations
        func check(_ isRight: Bool, _ fault: String) {
            if !isRight { faults.append(fault) }
        }
        check(name.isOptionName, "the name is not a lower-case word")
        check(summary.hasSuffix("."), "the summary is no sentence")
        let names = declarations.map(\.name) + subcommands.map(\.name)
        check(Set(names).count == names.count, "two things have one name")
        let variables = declarations.compactMap(\.variable)
        check(Set(variables).count == variables.count, "two options read one variable")
        for case .choices(let choices) in declarations.map(\.completion) {
            check(choices.allSatisfy(\.isPlainWord), "a choice is no plain word: \(choices)")
        }
        for declaration in declarations {
            let label = declaration.label
            check(declaration.help.hasSuffix("."), "the help of \(label) is no sentence")
            guard !declaration.isArgument else { continue }
            check(declaration.name.isOptionName, "\(label) is not in lower case")
            check(!["help", "version"].contains(declaration.name), "\(label) is built in")
            check(!declaration.name.hasPrefix("no-"), "\(label) looks like a negation")
        }
        let arguments = declarations.filter(\.isArgument)
        check(arguments.isEmpty || subcommands.isEmpty, "it has arguments and subcommands")
        for (earlier, later) in zip(arguments, arguments.dropFirst()) {
            check(!earlier.repeats, "an argument follows \(earlier.label), which takes all")
            check(
                earlier.isRequired || !later.isRequired,
                "\(later.label) must be given, but \(earlier.label) before it need not")
        }
        return faults
    }
}

extension String {
    fileprivate var isOptionName: Bool {
        first != "-" && !isEmpty
            && utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
    }

    /// Means nothing but itself to every shell, also unquoted.
    fileprivate var isPlainWord: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "0123456789._/+@-".unicodeScalars.contains($0)
            }
    }
}
