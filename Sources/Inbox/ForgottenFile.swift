import Language

/// "See the attached list", and no file: the commonest slip in mail (67).
enum ForgottenFile {
    /// What people write who send a file, whole words or several in a row.
    private static let said: [String] = [
        // English
        "attached", "attachment", "attachments", "attaching", "i attach", "we attach", "enclosed", "i enclose", "we enclose",
        // Turkish: the ending -dir belongs to the word.
        "ekte", "ektedir", "ekteki", "ektedirler", "ekli", "eklidir", "ekinde", "ekindedir", "ekledim", "ekledik", "ekliyorum", "ekliyoruz",
        "ilişikte", "ilişiktedir", "ilişikteki", "ilişik", "eklenmiştir",
        // Finnish
        "liitteenä", "liitteessä", "liitteestä", "liitteet", "liite", "liitetiedosto", "liitetiedostona", "liitetiedostossa", "liitän",
        "liitämme",
        "oheinen", "oheisen", "oheisena", "oheisessa", "oheisesta", "oheiset", "ohessa", "ohesta",
        // Armenian
        "կից", "կցված", "կցվում", "կցում", "կցել", "կցեցի", "կցեցինք", "հավելված", "հավելվածը", "հավելվածում",
        // Indonesian
        "terlampir", "lampiran", "lampirannya", "dilampirkan", "lampirkan", "melampirkan",
        // Languages of customers beyond the five
        "anbei", "anhang", "ci-joint", "en pièce jointe", "adjunto", "adjunta", "прикрепил", "прикрепила", "прикрепляю", "во вложении",
    ]

    /// The same words about something else: a file of theirs, or no file at all.
    private static let others: [String] = [
        "your attachment", "your attachments", "your attached", "you attached", "the attachment you", "the attachments you",
        "no attachment",
        "no attachments", "without attachment", "without attachments", "without the attachment", "attached to it", "am attached to",
        "are attached to", "is attached to",
        "gönderdiğiniz ekli", "ekinde gönderdiğiniz", "gönderdiğiniz ekteki", "liite puuttui", "liitettä", "lähettämänne liite",
        "ձեր կցված", "ձեր հավելվածը", "ձեր հավելված", "lampiran anda", "lampiran bapak", "lampiran ibu", "tanpa lampiran", "anda lampirkan",
        "ibu lampirkan",
        "bapak lampirkan",
    ]

    private static let wanted = said.map(spaced)
    private static let unwanted = others.map(spaced).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }

    static func sentence(_ t: Words) -> String { t("You write of a file, and none is attached. Attach it, or send anyway.") }

    /// Whether the text speaks of a file as somebody does who sends one. What is quoted from a letter does not count.
    static func isMentioned(in text: String) -> Bool {
        let own = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix(">") }.joined(separator: "\n")
        var words = spaced(own)
        for other in unwanted where words.contains(other) { words.replace(other, with: " . ") }
        return wanted.contains { words.contains($0) }
    }

    /// Folded words with one blank around each.
    private static func spaced(_ text: String) -> String {
        let letters = SearchAnalysis.fold(text).map { $0.isLetter || $0 == "-" ? $0 : " " }
        return " " + String(letters).split(separator: " ").joined(separator: " ") + " "
    }
}
