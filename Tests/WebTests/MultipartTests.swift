import Testing

@testable import Web

/// Bodies as browsers write them (RFC 7578; HTML, section on form submission).
@Suite struct MultipartTests {
    private static let type = "multipart/form-data; boundary=----WebKitFormBoundaryabc"

    private func body(_ parts: String..., end: String = "------WebKitFormBoundaryabc--\r\n") -> [UInt8] {
        Array((parts.map { "------WebKitFormBoundaryabc\r\n\($0)\r\n" }.joined() + end).utf8)
    }

    @Test func `fields and files come as they were`() throws {
        let bytes = body(
            "Content-Disposition: form-data; name=\"text\"\r\n\r\nHei\r\nMarja ş",
            "Content-Disposition: form-data; name=\"file\"; filename=\"kuitti ä.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--x\r\n\r\n",
            "Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n",
            "Content-Disposition: form-data; name=\"keep\"\r\n\r\n1", "content-disposition: form-data; name=keep\r\n\r\n2")
        let form = try #require(Multipart(bytes, contentType: Self.type))
        #expect(form.form.raw("text") == "Hei\r\nMarja ş" && form.form.all("keep") == ["1", "2"])
        #expect(form.files.count == 1 && form.files[0].field == "file")
        #expect(form.files[0].upload == Upload(name: "kuitti ä.pdf", type: "application/pdf", data: Array("%PDF\r\n--x\r\n\r\n".utf8)))
    }

    @Test func `all bytes pass, and a file may be empty`() throws {
        let all = [UInt8](0...255) + [0x0D, 0x0A, 0x2D, 0x2D]
        let head = Array("------WebKitFormBoundaryabc\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n".utf8)
        let end = Array("\r\n------WebKitFormBoundaryabc--\r\n".utf8)
        #expect(Multipart(head + all + end, contentType: Self.type)?.files.first?.upload.data == all)
        #expect(Multipart(head + end, contentType: Self.type)?.files.first?.upload.data == [])
    }

    @Test func `names of files are the last part of a path, with their quotes`() throws {
        func name(_ text: String) -> String? {
            Multipart(body("Content-Disposition: form-data; name=\"f\"; filename=\"\(text)\"\r\n\r\nx"), contentType: Self.type)?.files
                .first?
                .upload.name
        }
        #expect(name("C:\\Users\\anna\\list.txt") == "list.txt" && name("../../etc/passwd") == "passwd")
        #expect(name("a%22b.txt") == "a\"b.txt" && name("a;b=c.txt") == "a;b=c.txt")
    }

    @Test(arguments: [
        "", "------WebKitFormBoundaryabc", "------WebKitFormBoundaryabc\r\n", "------WebKitFormBoundaryabc\r\nno header\r\n",
        "------WebKitFormBoundaryabc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
        "------WebKitFormBoundaryabc\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n------WebKitFormBoundaryabc--",
        "------WebKitFormBoundaryabc\r\nContent-Disposition: form-data\r\n\r\nx\r\n------WebKitFormBoundaryabc--",
        "junk before\r\n------WebKitFormBoundaryabc--",
    ]) func `what is not whole is nothing`(text: String) {
        #expect(Multipart(Array(text.utf8), contentType: Self.type) == nil)
    }

    @Test func `a form without a boundary, or with thousands of parts, is nothing`() {
        #expect(Multipart(body("Content-Disposition: form-data; name=\"a\"\r\n\r\nx"), contentType: "multipart/form-data") == nil)
        let many = (0..<500).map { _ in "------WebKitFormBoundaryabc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n" }.joined()
        #expect(Multipart(Array((many + "------WebKitFormBoundaryabc--\r\n").utf8), contentType: Self.type) == nil)
        #expect(Multipart(body(), contentType: Self.type)?.form == Form())
    }
}
