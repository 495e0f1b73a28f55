internal import Engine

/// RESTORE.txt: what to do where there is no Holdfast. It is a text for people and a script at the
/// same time, so that what it says can be tried.
struct RestoreText {
    private let isSealed: Bool
    private let keys: [KeyName]

    init(parts: [Manifest.Part], keys: [KeyName]) {
        isSealed = !keys.isEmpty
        self.keys = keys
    }

    var bytes: [UInt8] {
        let text = isSealed ? Self.introduction + keyText + Self.sealed : Self.introduction + Self.open
        return Array(text.utf8)
    }

    private static let introduction = """
        # This folder is one backup. It needs no special program to be restored.
        #
        # Copy the folder to the machine where the files are to be, go into it, and run the lines
        # below that do not begin with "#", as root where owners are to be kept. `sh RESTORE.txt`
        # does the same. The files appear in a new folder called "restored"; for another place set
        # TARGET first. For attributes and access lists add  --xattrs --xattrs-include='*'  to tar.
        # You need sha256sum, zstd 1.4 and GNU tar 1.30, or later ones.

        """

    private var keyText: String {
        """
        #
        # You need age 1.0 or later, and the key called \(keys.map(\.text).joined(separator: " or ")).
        # It is a file with a line that begins with AGE-SECRET-KEY-1. If it is kept in the vault
        # itself (keys/NAME.age at the top), `age -d keys/NAME.age` asks for the passphrase and
        # prints it. Say where the file is, as in  KEY=/root/key.txt sh RESTORE.txt

        """
    }

    private static let sealed = """

        : "${KEY:?set KEY to the file with the age identity}"
        sha256sum -c SHA256SUMS || exit 1
        mkdir -p "${TARGET:-restored}"
        for p in payload.part*; do age -d -i "$KEY" "$p" || exit 1; done | zstd -d | tar -xp -C "${TARGET:-restored}"

        """

    private static let open = """

        sha256sum -c SHA256SUMS || exit 1
        mkdir -p "${TARGET:-restored}"
        cat payload.part* | zstd -d | tar -xp -C "${TARGET:-restored}"

        """
}
