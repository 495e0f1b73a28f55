import Testing
@testable import Zip
@Suite struct ZipWriterTests {}
