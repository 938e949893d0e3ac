import Testing

@testable import Mail

/// What mail programs make of *Forward*, rebuilt from what each of them writes (14).
@Suite struct ForwardedMailTests {
    @Test(arguments: [
        // Gmail, in English and in Turkish, where the mark stays English and the labels do too.
        (
            "Fwd: Cake for Saturday",
            "Can you take this?\n\n---------- Forwarded message ---------\nFrom: Anna Schmidt <anna@example.org>\nDate: Mon, Mar 2, 2026 at 10:12 AM\nSubject: Cake for Saturday\nTo: <deniz@home.example>\n\n\nHave you got cakes?\n",
            "Can you take this?"
        ),
        // Outlook in German, with its rule above.
        (
            "WG: Cake for Saturday",
            "Can you take this?\n\n________________________________\nVon: Anna Schmidt <anna@example.org>\nGesendet: Montag, 2. März 2026 10:12\nAn: Deniz <deniz@home.example>\nBetreff: Cake for Saturday\n\nHave you got cakes?\n",
            "Can you take this?"
        ),
        // Outlook in Finnish.
        (
            "VL: Cake for Saturday",
            "Lähettäjä: Anna Schmidt <anna@example.org>\nLähetetty: maanantai 2. maaliskuuta 2026 10.12\nVastaanottaja: Deniz <deniz@home.example>\nAihe: Cake for Saturday\n\nHave you got cakes?\n",
            ""
        ),
        // Apple Mail, quoted.
        (
            "Fwd: Cake for Saturday",
            "Can you take this?\n\n> Begin forwarded message:\n> \n> From: Anna Schmidt <anna@example.org>\n> Subject: Cake for Saturday\n> Date: 2 March 2026 at 10:12:00 GMT+3\n> To: Deniz <deniz@home.example>\n> \n> Have you got cakes?\n",
            "Can you take this?"
        ),
        // Outlook as plain text, with the address as a link.
        (
            "FW: Cake for Saturday",
            "-----Original Message-----\nFrom: Anna Schmidt [mailto:anna@example.org] \nSent: Monday, March 2, 2026 10:12 AM\nTo: Deniz\nSubject: Cake for Saturday\n\nHave you got cakes?\n",
            ""
        ),
        // Thunderbird in Turkish.
        (
            "Fwd: Cake for Saturday",
            "-------- İletilmiş İleti --------\nKonu: \tCake for Saturday\nTarih: \tMon, 2 Mar 2026 10:12:00 +0300\nKimden: \tAnna Schmidt <anna@example.org>\nKime: \tdeniz@home.example\n\n\n\nHave you got cakes?\n",
            ""
        ),
    ]) func `the first writer, the subject and the words are found`(subject: String, text: String, comment: String) throws {
        let found = try #require(ForwardedMail.read(subject: subject, text: text))
        #expect(found.from == NamedAddress(name: "Anna Schmidt", address: "anna@example.org"))
        #expect(found.subject == "Cake for Saturday" && found.text == "Have you got cakes?" && found.comment == comment)
    }

    @Test func `an answer is not forwarded, and neither is a mail without a header block`() {
        let block = "From: Anna <anna@example.org>\nSent: Monday\nTo: Deniz\nSubject: Cake\n\nHello"
        #expect(ForwardedMail.read(subject: "Re: Cake", text: block) == nil)
        #expect(ForwardedMail.read(subject: "Fwd: Cake", text: "Have a look at our cake.") == nil)
        #expect(ForwardedMail.read(subject: "Fwd: Cake", text: block.replacing("anna@example.org", with: "nowhere")) == nil)
    }
}
