import Foundation
import Testing

@testable import Inbox

@Suite struct StateTests {
    @Test func `each state knows what each step makes of it`() {
        let expected = """
                    message reply   solve   reopen
            new     new     waiting solved  -
            open    open    waiting solved  -
            waiting open    waiting solved  open
            solved  open    waiting -       open
            """
        func padded(_ word: String) -> String { word.padding(toLength: 8, withPad: " ", startingAt: 0) }
        var lines = [Conversation.Step.allCases.reduce(padded("")) { $0 + padded($1.rawValue) }]
        for state in Conversation.State.allCases {
            lines.append(Conversation.Step.allCases.reduce(padded(state.rawValue)) { $0 + padded(state.after($1)?.rawValue ?? "-") })
        }
        let table = lines.map { $0.trimmed(ofEnd: true) }.joined(separator: "\n")
        print(table)
        #expect(table == expected)
    }

    @Test func `a subject gets one mark of an answer in any of our languages`() {
        #expect(Subject.reply("Cake") == "Re: Cake")
        for marked in ["Re: Cake", "RE: Cake", "VS: Kakku", "Ynt: Pasta", "SV: Tårta", "AW: Kuchen"] {
            #expect(Subject.reply(marked) == marked)
        }
        #expect(Subject.reply("") == "Re:")
        #expect(Subject.reply("Regards") == "Re: Regards")
    }

    @Test func `a snippet is short, on one line and ends with a whole word`() {
        #expect(Snippet.make("  two\n\n words ") == "two words")
        #expect(Snippet.make("") == "")
        let long = Snippet.make(String(repeating: "ekmek ", count: 100))
        #expect(long.utf8.count <= 180 && long.hasSuffix("ekmek"))
    }
}

extension String {
    fileprivate func trimmed(ofEnd: Bool) -> String { String(reversed().drop { $0 == " " }.reversed()) }
}
