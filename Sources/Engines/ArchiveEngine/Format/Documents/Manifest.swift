package import Cryptography
package import Engine
package import Values

/// `manifest.json`: what a snapshot consists of, without a word about what is in it.
package struct Manifest: Hashable, Sendable {
    package var vault: UUID
    package var scope: ArchiveScope
    /// Of the snapshot: its folder's name.
    package var id: UUID
    /// Of the run that made it.
    package var run: UUID
    package var started: Timestamp
    package var finished: Timestamp
    /// Name and version, as in `holdfast 0.1.0`.
    package var program: String
    package var pipeline: Pipeline
    package var recipients: [AgeRecipient]
    package var keys: [KeyName]
    package var totals: Totals
    package var parts: [Part]
    package var index: SealedObject

    package init(
        vault: UUID, scope: ArchiveScope, id: UUID? = nil, run: UUID, started: Timestamp,
        finished: Timestamp,
        program: String, pipeline: Pipeline, recipients: [AgeRecipient], keys: [KeyName],
        totals: Totals, parts: [Part], index: SealedObject
    ) {
        self.vault = vault
        self.scope = scope
        self.id = id ?? run
        self.run = run
        self.started = started
        self.finished = finished
        self.program = program
        self.pipeline = pipeline
        self.recipients = recipients
        self.keys = keys
        self.totals = totals
        self.parts = parts
        self.index = index
    }

    /// How the payload was made.
    package struct Pipeline: Hashable, Sendable {
        package let level: Int
        package let frameSize: Int
        package let encryption: VaultEncryption

        package init(level: Int, frameSize: Int, encryption: VaultEncryption) {
            self.level = level
            self.frameSize = frameSize
            self.encryption = encryption
        }
    }

    package struct Totals: Hashable, Sendable {
        package var entries: Int64
        /// Bytes of the files, holes included.
        package var content: Int64
        package var tar: Int64
        /// All parts and the index, as they lie in the vault.
        package var stored: Int64
        package var issues: Int64

        package init(entries: Int64, content: Int64, tar: Int64, stored: Int64, issues: Int64) {
            self.entries = entries
            self.content = content
            self.tar = tar
            self.stored = stored
            self.issues = issues
        }
    }

    /// One part of the payload.
    package struct Part: Hashable, Sendable {
        package let name: PartName
        /// As it lies in the vault.
        package let size: Int64
        package let digest: SHA256Digest
        /// Decrypted: whole zstd frames.
        package let plainSize: Int64
        package let frames: Int
        /// Which bytes of the tar file are in it.
        package let tar: Range<Int64>

        package init(
            name: PartName, size: Int64, digest: SHA256Digest, plainSize: Int64, frames: Int,
            tar: Range<Int64>
        ) {
            self.name = name
            self.size = size
            self.digest = digest
            self.plainSize = plainSize
            self.frames = frames
            self.tar = tar
        }
    }

    /// Any other object, as it lies in the vault.
    package struct SealedObject: Hashable, Sendable {
        package let name: String
        package let size: Int64
        package let digest: SHA256Digest

        package init(name: String, size: Int64, digest: SHA256Digest) {
            self.name = name
            self.size = size
            self.digest = digest
        }
    }
}
