import Language
import Testing

@Suite struct SheetTests {
    private func read(_ text: String, _ delimiter: CSVDelimiter = .comma) -> [[String]] {
        var rows: [[String]] = []
        var reader = CSVReader(delimiter: delimiter)
        reader.read(Array(text.utf8)) {
            rows.append($0.cells); return true
        }
        reader.end {
            rows.append($0.cells); return true
        }
        return rows
    }

    @Test func `quotes, doubled quotes, line breaks in cells, three kinds of line end`() {
        #expect(read("a,b\r\nc,d\ne,f\rg,h") == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]])
        #expect(read("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n") == [["a,b", "say \"hi\"", "two\r\nlines"]])
        #expect(read("a,\"\"\n,\n\"\"\n") == [["a", ""], ["", ""], [""]])
        #expect(read("5\" pipe,x\n\"a\"b,c") == [["5\" pipe", "x"], ["ab", "c"]])
        #expect(read("a;b,c;d", .semicolon) == [["a", "b,c", "d"]])
        #expect(read("") == [])
        #expect(read("\n\n\r\n") == [])
        #expect(read("a,b,c\nd\n\n\n") == [["a", "b", "c"], ["d"]])
    }

    @Test func `rows are numbered as a spreadsheet numbers them`() {
        let rows = Sheet(charset: .utf8, delimiter: .comma).rows(Array("a\n\n\"b\nb\"\n,\nc".utf8))
        #expect(rows.map(\.number) == [1, 3, 5])
    }

    @Test func `what is odd about a row is said, and nothing is lost or endless`() {
        let sheet = Sheet(charset: .utf8, delimiter: .comma)
        #expect(sheet.rows(Array("a,b\nc,\"d\ne,f\n".utf8)).map(\.oddity) == [nil, .openQuote])
        #expect(sheet.rows([0x61, 0x2C, 0, 0x0A]).first?.oddity == .nul(column: 1))
        let long = sheet.rows(Array("x,\(String(repeating: "y", count: 1 << 20)),z\nnext".utf8))
        #expect(long.first?.oddity == .longCell(column: 1) && long.first?.count == 3 && long.first?[2] == "z")
        #expect(long.last?.cells == ["next"])
        let wide = sheet.rows(Array(String(repeating: ",", count: 100_000).utf8) + Array("x\nnext".utf8))
        #expect(wide.first?.oddity == .manyCells && wide.first?.count == 500)
    }

    /// 10,000 tables of awkward cells, written and read in pieces of any size.
    @Test func `what is written is read again as it was`() {
        var random = SystemRandomNumberGenerator()
        let alphabet: [String] = [
            "a", "İ", "ş", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", " ", "=", "'", "Արամ", "😀", "", "'=", "\u{FEFF}",
        ]
        for round in 0..<10_000 {
            let delimiter = CSVDelimiter.allCases[round % 4]
            let guards = round.isMultiple(of: 3)
            let table = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
                }
            }
            var writer = CSVWriter(delimiter: delimiter, guardsFormulas: guards)
            for row in table { writer.add(row) }
            var reader = CSVReader(delimiter: delimiter)
            var read: [[String]] = []
            var bytes = Array(writer.text.utf8)[...]
            while !bytes.isEmpty {
                let piece = bytes.prefix(Int.random(in: 1...7, using: &random))
                reader.read(piece) {
                    read.append($0.cells); return true
                }
                bytes = bytes.dropFirst(piece.count)
            }
            reader.end {
                read.append($0.cells); return true
            }
            // An apostrophe before a formula that somebody wrote themselves goes too.
            let seen = guards ? read.map { $0.map { CSVWriter.unguarded($0) } } : read
            let meant = guards ? table.map { $0.map { CSVWriter.unguarded($0) } } : table
            // By bytes: Swift holds "\r" beside "\n" for one character.
            let isSame = seen.map { $0.map { Array($0.utf8) } } == meant.map { $0.map { Array($0.utf8) } }
            #expect(isSame, "\(table) was written as \(writer.text.debugDescription)")
            if !isSame { return }
        }
    }

    @Test func `any bytes at all give rows and no end of trouble`() {
        var random = SystemRandomNumberGenerator()
        let bytes: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0, 0xFF, 0xC4, 0x3B]
        for _ in 0..<5_000 {
            let some = (0..<Int.random(in: 0...60, using: &random)).map { _ in bytes.randomElement(using: &random) ?? 0 }
            let sheet = Sheet(guessing: some)
            for row in sheet.rows(some) { #expect(row.count > 0 && row.cells.count == row.count) }
        }
    }

    @Test func `what a spreadsheet would run is written as text`() {
        var writer = CSVWriter(hasMark: true, guardsFormulas: true)
        writer.add(["=1+1", "+358 40", "-2", "@x", "\tx", "a=b"])
        #expect(writer.text.unicodeScalars.first == "\u{FEFF}")
        #expect(writer.text.dropFirst() == "'=1+1,'+358 40,'-2,'@x,'\tx,a=b\r\n")
    }

    @Test func `165: BOM, semicolons of Excel in Turkish, tabs, UTF-16, windows-1254 and windows-1252 are told apart`() {
        let turkish = "Ad;E-posta\r\nŞükrü Ğ;s@ornek.com\r\n"
        let finnish = "Nimi;Sähköposti\r\nVäinö Ääri;v@esimerkki.fi\r\n"
        let tabs = "İsim\tTelefon\nAyşe\t0532\n"
        func units(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
        func old(_ text: String) -> [UInt8] {
            let own: [Unicode.Scalar: UInt8] = ["Ğ": 0xD0, "İ": 0xDD, "Ş": 0xDE, "ğ": 0xF0, "ı": 0xFD, "ş": 0xFE]
            return text.unicodeScalars.map { own[$0] ?? UInt8($0.value) }
        }
        let files: [([UInt8], SheetCharset, String)] = [
            ([0xEF, 0xBB, 0xBF] + Array(turkish.utf8), .utf8, turkish), (Array(turkish.utf8), .utf8, turkish),
            ([0xFF, 0xFE] + units(turkish), .utf16LE, turkish), (units(tabs), .utf16LE, tabs), (old(turkish), .windows1254, turkish),
            (old(finnish), .windows1252, finnish), (Array(tabs.utf8), .utf8, tabs),
        ]
        for (bytes, charset, text) in files {
            let sheet = Sheet(guessing: bytes)
            #expect(sheet.charset == charset)
            let delimiter: CSVDelimiter = text == tabs ? .tab : .semicolon
            #expect(sheet.delimiter == delimiter)
            #expect(sheet.rows(bytes).map(\.cells) == read(text, delimiter))
        }
        #expect(Sheet(guessing: Array("sep=|\r\na|b\r\n".utf8)).rows(Array("sep=|\r\na|b\r\n".utf8)).map(\.cells) == [["a", "b"]])
        #expect(Sheet(guessing: Array("a@b.fi\nc@d.fi".utf8)).delimiter == .comma)
    }
}
