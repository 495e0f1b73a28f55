package import Host
package import Values

/// What of a tree is taken, and how. The defaults take everything as it is.
package struct FilesOptions: Hashable, Sendable {
    /// What to do with symbolic links.
    package enum LinkPolicy: String, Hashable, Sendable, CaseIterable {
        /// They are kept as links.
        case keep
        /// What they lead to is taken in their place. Links that lead nowhere, or back to a folder
        /// they are in, are kept and reported.
        case follow
        case skip
    }

    /// What to do with further names of one file.
    package enum HardLinkPolicy: String, Hashable, Sendable, CaseIterable {
        case keep
        /// Each name is a file of its own.
        case copy
    }

    package var links = LinkPolicy.keep
    package var hardLinks = HardLinkPolicy.keep
    /// In the language of docs/user/excludes.md; anchored paths begin at the root of the file
    /// system. What they exclude is never opened; roots are taken whatever they say.
    package var excludes = PatternSet()
    /// The name of files that exclude what is in their folder, as in `.gitignore`; nil for none.
    package var ignoreFileName: [UInt8]?
    /// Files with more bytes are left out.
    package var sizeMax: ByteCount?
    /// Of folders with a signed `CACHEDIR.TAG` only the folder and the tag are taken.
    package var excludesCaches = false
    /// Folders on another file system than their root are taken without what is in them.
    package var staysOnFileSystem = false
    /// What has the `nodump` flag is left out.
    package var obeysNodump = false
    /// Folders of vaults that are written to meanwhile, wherever their paths lead: in them would be
    /// what is stored by the same backup. They are left out, unless they are roots.
    package var vaultFolders: [FilePath] = []
    /// Folders that every root has to lie in, where it leads once all links in it are resolved;
    /// nil for anywhere. A source that follows links is not held by it.
    package var confinement: [FilePath]?

    package init() {}
}
