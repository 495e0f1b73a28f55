package import Domain
internal import JSON
package import Values

/// A question of the hub that an agent answers at once. None of them changes anything.
package enum Question: Hashable, Sendable {
    /// What lies in a folder of a snapshot.
    case tree(TreeQuestion)
    /// Where in snapshots something is.
    case search(SearchQuestion)
    /// What is other in one snapshot than in another.
    case diff(DiffQuestion)
    /// What lies in a folder of the machine, for choosing paths. The agent's policy has a say.
    case folder(path: String)
    /// Whether a source or a vault can be reached as it is described.
    case connection(ConnectionQuestion)

    static let schema = Schema<Question>.union(
        "Question", "Something to be answered at once.", by: "kind",
        [
            UnionCase("tree", TreeQuestion.schema, make: Question.tree) {
                if case .tree(let tree) = $0 { tree } else { nil }
            },
            UnionCase("search", SearchQuestion.schema, make: Question.search) {
                if case .search(let search) = $0 { search } else { nil }
            },
            UnionCase("diff", DiffQuestion.schema, make: Question.diff) {
                if case .diff(let diff) = $0 { diff } else { nil }
            },
            UnionCase("folder", FolderQuestion.schema, make: { .folder(path: $0.path) }) {
                if case .folder(let path) = $0 { FolderQuestion(path: path) } else { nil }
            },
            UnionCase("connection", ConnectionQuestion.schema, make: Question.connection) {
                if case .connection(let connection) = $0 { connection } else { nil }
            },
        ])
}

package struct TreeQuestion: Hashable, Sendable {
    package let vault: ConfiguredVault
    package let snapshot: String
    /// From the root of the snapshot; empty for the root.
    package let folder: [FileName]
    /// The last name of the page before; nil for the first page.
    package let after: FileName?

    package init(
        vault: ConfiguredVault, snapshot: String, folder: [FileName], after: FileName?
    ) {
        self.vault = vault
        self.snapshot = snapshot
        self.folder = folder
        self.after = after
    }

    static let schema = Schema<TreeQuestion>.object(
        "TreeQuestion", "What lies in a folder of a snapshot.",
        Field("vault", \.vault, .configured), Field("snapshot", \.snapshot, .locator),
        Field("folder", \.folder, .list(of: FileName.schema, 0...256)),
        Field(optional: "after", \.after, FileName.schema)
    ) { TreeQuestion(vault: $0, snapshot: $1, folder: $2, after: $3) }
}

private struct FolderQuestion: Sendable {
    let path: String
    static let schema = Schema<FolderQuestion>.object(
        "FolderQuestion", "What lies in a folder of the machine.",
        Field("path", \.path, .absolute)
    ) { FolderQuestion(path: $0) }
}

package struct ConnectionQuestion: Hashable, Sendable {
    package let source: SourceConfiguration?
    package let vault: ConfiguredVault?
    package let secrets: [SealedSecret]

    package init(
        source: SourceConfiguration?, vault: ConfiguredVault?, secrets: [SealedSecret]
    ) {
        self.source = source
        self.vault = vault
        self.secrets = secrets
    }

    static let schema = Schema<ConnectionQuestion>.object(
        "ConnectionQuestion", "Whether something can be reached as it is described.",
        Field(optional: "source", \.source, .source),
        Field(optional: "vault", \.vault, .configured), Field("secrets", \.secrets, .secrets)
    ) { source, vault, secrets in
        guard (source == nil) != (vault == nil) else {
            throw Violation.Reason.invalid(
                code: "one_of", message: "Either a source or a vault is tested.")
        }
        return ConnectionQuestion(source: source, vault: vault, secrets: secrets)
    }
}

/// What an agent answers.
package enum Answer: Hashable, Sendable {
    case page(TreePage)
    case found(SearchFindings)
    case differences(DiffPage)
    /// It was reached; one sentence of what was found there.
    case reached(String)
    case refused(RunFailure)

    static let schema = Schema<Answer>.union(
        "Answer", "What an agent answers.", by: "kind",
        [
            UnionCase("page", TreePage.schema, make: Answer.page) {
                if case .page(let page) = $0 { page } else { nil }
            },
            UnionCase("found", SearchFindings.schema, make: Answer.found) {
                if case .found(let findings) = $0 { findings } else { nil }
            },
            UnionCase("differences", DiffPage.schema, make: Answer.differences) {
                if case .differences(let page) = $0 { page } else { nil }
            },
            UnionCase("reached", Reached.schema, make: { .reached($0.summary) }) {
                if case .reached(let summary) = $0 { Reached(summary: summary) } else { nil }
            },
            UnionCase("refused", Refused.schema, make: { .refused($0.failure) }) {
                if case .refused(let failure) = $0 { Refused(failure: failure) } else { nil }
            },
        ])
}

private struct Reached: Sendable {
    let summary: String
    static let schema = Schema<Reached>.object(
        "Reached", "It was reached.", Field("summary", \.summary, .text(0...1000))
    ) { Reached(summary: $0) }
}

private struct Refused: Sendable {
    let failure: RunFailure
    static let schema = Schema<Refused>.object(
        "Refused", "It cannot be answered.", Field("failure", \.failure, .failure)
    ) { Refused(failure: $0) }
}

/// Some of what lies in a folder, in the order of the names' bytes.
package struct TreePage: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            case folder, file, link, other
        }

        package let name: FileName
        package let kind: Kind
        package let size: ByteCount
        package let modified: Timestamp?

        package init(name: FileName, kind: Kind, size: ByteCount, modified: Timestamp?) {
            self.name = name
            self.kind = kind
            self.size = size
            self.modified = modified
        }

        static let schema = Schema<Item>.object(
            "TreeItem", "One entry.",
            Field("name", \.name, FileName.schema), Field("kind", \.kind, .choice),
            Field("size", \.size, .bytes), Field(optional: "modified", \.modified, .timestamp)
        ) { name, kind, size, modified in
            // A name is one step: nothing that leads elsewhere comes out of an answer.
            guard !name.bytes.contains(UInt8(ascii: "/")), name.bytes != Array(".".utf8),
                name.bytes != Array("..".utf8)
            else { throw Violation.Reason.wrongFormat(expected: "one name, not a path") }
            return Item(name: name, kind: kind, size: size, modified: modified)
        }
    }

    package let items: [Item]
    package let isLast: Bool

    package init(items: [Item], isLast: Bool) {
        self.items = items
        self.isLast = isLast
    }

    static let schema = Schema<TreePage>.object(
        "TreePage", "Some of what lies in a folder.",
        Field("items", \.items, .list(of: Item.schema, 0...ProtocolLimits.treePageMax)),
        Field("last", \.isLast, .bool)
    ) { items, isLast in
        let names = items.map(\.name.bytes)
        guard zip(names, names.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) })
        else {
            throw Violation.Reason.invalid(
                code: "order", message: "The names are not in order, or one is there twice.")
        }
        return TreePage(items: items, isLast: isLast)
    }
}

/// A question as a message.
package struct QuestionAsked: Hashable, Sendable {
    package let question: Question

    package init(_ question: Question) {
        self.question = question
    }

    static let schema = Schema<QuestionAsked>.object(
        "QuestionAsked", "A question.", Field("question", \.question, Question.schema)
    ) { QuestionAsked($0) }
}

/// An answer as a message.
package struct AnswerGiven: Hashable, Sendable {
    package let answer: Answer

    package init(_ answer: Answer) {
        self.answer = answer
    }

    static let schema = Schema<AnswerGiven>.object(
        "AnswerGiven", "An answer.", Field("answer", \.answer, Answer.schema)
    ) { AnswerGiven($0) }
}
