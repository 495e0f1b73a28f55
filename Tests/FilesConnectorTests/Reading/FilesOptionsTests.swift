import FilesConnector
import Testing

@Suite struct FilesOptionsTests {
    @Test func defaultsTakeEverything() {
        let options = FilesOptions()
        #expect(options.excludes.isEmpty && options.sizeMax == nil)
        #expect(!options.excludesCaches && !options.staysOnFileSystem && !options.obeysNodump)
    }
}
