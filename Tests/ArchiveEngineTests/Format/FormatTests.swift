import Testing

@testable import ArchiveEngine
