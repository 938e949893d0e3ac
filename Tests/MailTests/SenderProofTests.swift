import Testing

@testable import Mail

/// Header values as the named servers write them, with names changed to example domains.
@Suite struct SenderProofTests {
    private let anna = MailAddress("anna@example.org")

    private func judge(_ results: String..., server: String? = "mx.shop.example") -> SenderProof? {
        SenderProof.judge(results, from: anna, server: server)
    }

    @Test(arguments: [
        // Gmail: comments with semicolons and equals signs in them.
        "mx.shop.example; dkim=pass header.i=@example.org header.s=k1 header.b=Ab/c; spf=pass (google.com: domain of anna@example.org designates 192.0.2.1; x=y) smtp.mailfrom=anna@example.org; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.org",
        // OpenDKIM alone.
        "mx.shop.example; dkim=pass (2048-bit key; unprotected) header.d=mail.example.org header.i=@mail.example.org",
        // SPF alone, with a version after the name.
        "mx.shop.example 1; spf=pass smtp.mailfrom=bounce@mail.example.org",
        "MX.Shop.Example; dmarc=pass header.from=example.org",
        // One who signed in on our own server.
        "mx.shop.example; auth=pass smtp.auth=anna@example.org smtp.mailfrom=anna@example.org",
    ]) func `the shop's own server vouches for the sender`(results: String) {
        #expect(judge(results) == .proven)
    }

    @Test(arguments: [
        "mx.shop.example; dmarc=fail (p=REJECT) header.from=example.org; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example",
        "mx.shop.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example",
        "mx.shop.example; spf=softfail smtp.mailfrom=anna@example.org; dkim=none",
        "mx.shop.example; dmarc=none; spf=none",
        "mx.shop.example; dkim=pass header.d=org",
        "mx.shop.example; dkim=fail (pass) header.d=example.org",
        "mx.shop.example; auth=pass smtp.auth=eve",
        "mx.shop.example; dmarc=pass header.from=evil.example",
        "mx.shop.example; dkim=pass header.d=notexample.org",
    ]) func `nothing vouches for the sender`(results: String) {
        #expect(judge(results) == .unproven)
    }

    @Test func `only one's own server is believed`() {
        #expect(judge("evil.example; dmarc=pass header.from=example.org") == nil)
        #expect(judge("evil.example; dmarc=pass", "mx.shop.example; dmarc=fail") == .unproven)
        #expect(judge("mx.shop.example; dmarc=pass header.from=example.org", server: nil) == nil)
        #expect(judge("mx.shop.example; none") == nil)
        #expect(judge("mx.shop.example; iprev=pass") == nil)
        #expect(judge() == nil && judge("") == nil && judge(";;;") == nil && judge("(((") == nil)
    }

    @Test func `the topmost word on a method is the last one`() {
        // A stranger's header below the real one, under our server's name.
        #expect(judge("mx.shop.example; spf=fail; dkim=none", "mx.shop.example; dkim=pass header.d=example.org") == .unproven)
        // OpenDKIM and OpenDMARC write a header each.
        #expect(judge("mx.shop.example; dmarc=pass header.from=example.org", "mx.shop.example; dkim=fail") == .proven)
    }

    @Test func `who wrote the results`() {
        #expect(SenderProof.server(of: "Mx.Google.com; spf=pass") == "mx.google.com")
        #expect(SenderProof.server(of: "(comment) mx.example 1; none") == "mx.example")
        #expect(SenderProof.server(of: "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=none") == nil)
        #expect(SenderProof.server(of: "") == nil)
    }
}
