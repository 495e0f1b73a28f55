internal import Cryptography
internal import Engine
package import JSON
internal import Values

extension Manifest: FormatDocument {
    package static let kind = "manifest"
    package static let title = SnapshotLayout.manifestName
    package static var sizeMax: Int { ArchiveLimits.manifestSizeMax }

    package static let schema = Schema<Manifest>.object(
        "ArchiveManifest", "What a snapshot consists of.",
        .kind(kind), .version,
        Field("vault", \.vault, .uuid),
        Field("tenant", \.scope.tenant, .uuid),
        Field("source", \.scope.source, .uuid),
        Field("snapshot", \.id, .uuid),
        Field("run", \.run, .uuid),
        Field("started", \.started, .timestamp),
        Field("finished", \.finished, .timestamp),
        Field("program", \.program, .text(1...100)),
        Field("pipeline", \.pipeline, .pipeline),
        Field(
            "recipients", \.recipients, .list(of: .ageRecipient, 0...ArchiveLimits.recipientsMax)),
        Field("keys", \.keys, .list(of: .keyName, 0...ArchiveLimits.recipientsMax)),
        Field("totals", \.totals, .totals),
        Field("parts", \.parts, .list(of: .part, 1...PartName.numberMax)),
        Field("index", \.index, .sealedObject)
    ) {
        _, _, vault, tenant, source, snapshot, run, started, finished, program, pipeline,
        recipients, keys, totals, parts, index in
        let manifest = Manifest(
            vault: vault, scope: ArchiveScope(tenant: tenant, source: source), id: snapshot,
            run: run,
            started: started, finished: finished, program: program, pipeline: pipeline,
            recipients: recipients, keys: keys, totals: totals, parts: parts, index: index)
        if let problem = manifest.contradiction {
            throw Violation.Reason.invalid(code: "contradiction", message: problem)
        }
        return manifest
    }

    /// Why the parts do not make one payload; nil when they do.
    private var contradiction: String? {
        if recipients.isEmpty != (pipeline.encryption == .none) {
            return "Recipients and encryption contradict each other."
        }
        if index.name != SnapshotLayout.indexName(pipeline.encryption) {
            return "The index has another name than its encryption asks for."
        }
        var offset: Int64 = 0
        for (index, part) in parts.enumerated() {
            guard part.name.number == index + 1 else { return "The parts are not in order." }
            guard part.tar.lowerBound == offset else { return "\(part.name) leaves a gap." }
            offset = part.tar.upperBound
        }
        return offset == totals.tar ? nil : "The parts do not add up to the tar file."
    }
}

extension Schema<Manifest.Pipeline> {
    static let pipeline = Schema.object(
        "ArchivePipeline", "How the payload was made.",
        Field("archive", { _ in "pax" }, .word("pax")),
        Field("compression", { _ in "zstd" }, .word("zstd")),
        Field("level", \.level, .integer(1...22)),
        Field("frame", \.frameSize, .integer(1...ArchiveLimits.frameSizeMax)),
        Field("encryption", \.encryption, .choice)
    ) { _, _, level, frameSize, encryption in
        Manifest.Pipeline(level: level, frameSize: frameSize, encryption: encryption)
    }
}

extension Schema<Manifest.Totals> {
    static let totals = Schema.object(
        "ArchiveTotals", "Counts.",
        Field("entries", \.entries, .amount),
        Field("content", \.content, .amount),
        Field("tar", \.tar, .amount),
        Field("stored", \.stored, .amount),
        Field("issues", \.issues, .amount)
    ) { Manifest.Totals(entries: $0, content: $1, tar: $2, stored: $3, issues: $4) }
}

extension Schema<Manifest.Part> {
    static let part = Schema.object(
        "ArchivePart", "One part of the payload.",
        Field(
            "name", \.name,
            .string(
                format: nil, expected: "a part's name", parse: { PartName($0) }, print: \.text)),
        Field("size", \.size, .amount),
        Field("sha256", \.digest, .digest),
        Field("plain", \.plainSize, .amount),
        Field("frames", \.frames, .integer(1...ArchiveLimits.framesPerPartMax)),
        Field("tar", { [$0.tar.lowerBound, $0.tar.upperBound] }, .list(of: .amount, 2...2))
    ) { name, size, digest, plainSize, frames, tar in
        guard tar[0] <= tar[1] else {
            throw Violation.Reason.invalid(code: "range", message: "A part ends before it begins.")
        }
        return Manifest.Part(
            name: name, size: size, digest: digest, plainSize: plainSize, frames: frames,
            tar: tar[0]..<tar[1])
    }
}

extension Schema<Manifest.SealedObject> {
    static let sealedObject = Schema.object(
        "ArchiveObject", "An object as it lies in the vault.",
        Field("name", \.name, .text(1...100)),
        Field("size", \.size, .amount),
        Field("sha256", \.digest, .digest)
    ) { Manifest.SealedObject(name: $0, size: $1, digest: $2) }
}

extension Schema<Int64> {
    /// What can be counted.
    static let amount = Schema.integer(0...Int64.max)
}
