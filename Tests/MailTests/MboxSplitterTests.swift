import Mail
import Testing

@Suite struct MboxSplitterTests {
    private func mails(_ text: String, pieces: Int) -> [String] {
        let bytes = Array(text.utf8)
        var splitter = MboxSplitter()
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            found += splitter.take(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        return (found + splitter.finish()).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [1, 2, 3, 7, 64, 100_000]) func `an mbox is parted the same however it comes`(pieces: Int) {
        let box = """
            From a@b Mon Nov 23 10:00:00 2026
            Subject: One

            first
            From now on it is no new mail
            >From the shop
            >>From it

            From c@d Mon Nov 23 10:00:00 2026
            Subject: Two\r
            \r
            second\r
            \r
            From e@f Mon Nov 23 10:00:00 2026
            Subject: Three

            third
            """
        let found = mails(box, pieces: pieces)
        #expect(found.count == 3)
        #expect(found[0] == "Subject: One\n\nfirst\nFrom now on it is no new mail\nFrom the shop\n>From it\n\n")
        #expect(found[1] == "Subject: Two\r\n\r\nsecond\r\n\r\n")
        #expect(found[2] == "Subject: Three\n\nthird")
    }

    @Test(arguments: [1, 5, 100]) func `what is no mbox is one mail`(pieces: Int) {
        #expect(mails("Subject: One\n\nFrom here\n\nFrom there\n", pieces: pieces) == ["Subject: One\n\nFrom here\n\nFrom there\n"])
        #expect(mails("Fr", pieces: pieces) == ["Fr"])
        #expect(mails("", pieces: pieces) == [])
    }
}
