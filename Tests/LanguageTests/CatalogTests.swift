import Foundation
import Language
import Testing

/// The catalogs against the code. Everything here is fixed with `Tools/catalogs.py extract`, `missing` and `apply`.
@Suite struct CatalogTests {
    static let translated: [Language] = [.tr, .fi, .hy, .id]

    struct Key: Hashable {
        let source: String
        let context: String?
    }

    /// Every source string in the code. One that stands both with and without a plural has the plural.
    static func sources() throws -> [Key: SourceScanner.Found] { try scanned.get() }

    /// Scanned once for all tests.
    private static let scanned = Result { try scan() }

    private static func scan() throws -> [Key: SourceScanner.Found] {
        var strings: [Key: SourceScanner.Found] = [:]
        for path in try Repository.sources() {
            for found in try SourceScanner(try Repository.text(path), name: path).found {
                let key = Key(source: found.source, context: found.context)
                if strings[key]?.plural == nil { strings[key] = found }
            }
        }
        return strings
    }

    /// The file in the repository, not the one in the binary, so that a failing run needs no rebuild to check the repair.
    static func entries(_ language: Language) throws -> [PortableObject.Entry] {
        try PortableObject(parsing: try Repository.text("Sources/Assets/po/\(language.rawValue).po")).entries
    }

    static func placeholders(_ text: String) -> Set<String> { Set(text.matches(of: /\{(\w+)\}/).map { String($0.output.1) }) }

    @Test(arguments: translated) func `every string in the code is translated and every translation is used`(_ language: Language) throws {
        let sources = try Self.sources()
        #expect(sources.count > 20, "the scanner found hardly anything, so this test would prove nothing")
        var unseen = sources
        var unused: [String] = []
        var untranslated: [String] = []
        for entry in try Self.entries(language) {
            let key = Key(source: entry.source, context: entry.context)
            guard let known = sources[key] else {
                unused.append(entry.source)
                continue
            }
            #expect(known.plural == entry.plural, "another plural in the code: \(entry.source)")
            #expect(unseen.removeValue(forKey: key) != nil, "twice in \(language): \(entry.source)")
            if entry.translations.contains("") { untranslated.append(entry.source) }
        }
        #expect(unused.isEmpty, "\(unused.count) unused in \(language): \(unused.joined(separator: " | "))")
        #expect(untranslated.isEmpty, "\(untranslated.count) not translated to \(language): \(untranslated.joined(separator: " | "))")
        let missing = unseen.keys.map(\.source).sorted()
        #expect(
            missing.isEmpty, "\(missing.count) missing in \(language), run Tools/catalogs.py extract: \(missing.joined(separator: " | "))")
    }

    @Test(arguments: translated) func `a translation has the placeholders of its source and all plural forms`(_ language: Language) throws {
        for entry in try Self.entries(language) {
            #expect(entry.translations.count == (entry.plural == nil ? 1 : language.pluralForms), "\(entry.source)")
            let wanted = Self.placeholders(entry.plural ?? entry.source)
            for text in entry.translations where !text.isEmpty {
                let given = Self.placeholders(text)
                let mayLackNumber = entry.plural != nil && given.union(["n"]) == wanted
                #expect(given == wanted || mayLackNumber, "\(language): \(text)")
            }
        }
    }

    @Test(arguments: translated) func `a translation differs from its source unless it is noted as the same`(_ language: Language) throws {
        for entry in try Self.entries(language) where !entry.maySame {
            #expect(entry.translations.first != entry.source, "\(language): \(entry.source)")
        }
    }

    @Test(arguments: translated) func `the catalog in the binary is the one in the repository`(_ language: Language) throws {
        let embedded = try #require(Catalog.embeddedText(language.rawValue))
        #expect(embedded == (try Repository.text("Sources/Assets/po/\(language.rawValue).po")))
    }

    @Test func `the Armenian catalog writes the ligature and Armenian full stops`() throws {
        for text in try Self.entries(.hy).flatMap(\.translations) {
            #expect(!text.contains("եւ"), "write և: \(text)")
            #expect(!text.hasSuffix("."), "write ։ (U+0589): \(text)")
            #expect(!text.contains("?"), "write ՞ on the stressed vowel: \(text)")
        }
    }

    @Test func `Turkish percentages put the sign first and Finnish ones set it apart`() throws {
        for text in try Self.entries(.tr).flatMap(\.translations) { #expect(text.firstMatch(of: /\d\s?%/) == nil, "\(text)") }
        for text in try Self.entries(.fi).flatMap(\.translations) { #expect(text.firstMatch(of: /[\d}]%/) == nil, "\(text)") }
    }

    @Test func `the scanner finds what the fixture says`() throws {
        let fixture = try Repository.text("Tools/fixtures/Scanned.swift.txt")
        let expected = try JSONDecoder().decode(
            [SourceScanner.Found].self, from: Data(try Repository.text("Tools/fixtures/Scanned.json").utf8))
        #expect(try SourceScanner(fixture, name: "fixture").found == expected)
    }

    @Test(arguments: [
        #"t(isNew ? "New" : "Old")"#, #"t("Hello \(name)")"#, #"t("Hello " + name)"#, #"t("a".uppercased())"#, #"Phrase(x ?? "y")"#,
    ])
    func `the scanner refuses what no catalog can hold`(_ code: String) {
        #expect(throws: SourceScanner.Mistake.self) { try SourceScanner(code, name: "fixture") }
    }

    /// Whether the tool can be run at all: development machines have Python, a bare test container may not.
    static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    @Test(.enabled(if: hasPython)) func `the test and the tool find the same strings`() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-B", Repository.root.appending(path: "Tools/catalogs.py").path, "list"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let listed = try JSONDecoder().decode([SourceScanner.Found].self, from: data)
        #expect(Set(listed) == Set(try Self.sources().values))
    }
}
