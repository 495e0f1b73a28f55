import HTTPClient
import Testing
import Values

@Suite struct PresignTests {
    /// The example of AWS's documentation, "Authenticating requests: using query parameters".
    @Test func theDocumentedExampleComesOut() throws {
        let key = AWSKey(
            access: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1")
        let url = try key.presign(
            "GET", "https://examplebucket.s3.amazonaws.com/test.txt", expires: .seconds(86_400),
            at: Timestamp(seconds: 1_369_353_600))
        #expect(
            url == "https://examplebucket.s3.amazonaws.com/test.txt"
                + "?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3"
                + "%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature="
                + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    @Test(arguments: [Duration.zero, .seconds(604_801)])
    func timesThatNoServiceAllowsAreRefused(expires: Duration) {
        let key = AWSKey(access: "a", secret: "b", region: "r")
        #expect(throws: ClientError.self) {
            try key.presign("GET", "https://h/x", expires: expires, at: Timestamp(seconds: 0))
        }
    }
}
