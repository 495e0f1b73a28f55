internal import Glibc

extension FileContent {
    /// A part of this part of the file, with a descriptor of its own; nil where the process has
    /// none left to give.
    func part(_ part: Range<Int>) -> FileContent? {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return nil }
        let start = range.lowerBound
        return FileContent(
            takingOver: copy, range: start + part.lowerBound..<start + part.upperBound)
    }
}
