/// What filters on the way write into a mail: SpamAssassin, Rspamd, and the providers that use them.
enum SpamMark {
    static func stands(in headers: HeaderFields) -> Bool {
        let verdicts = ["x-spam-flag", "x-spam", "x-spam-status"].flatMap { headers.texts($0) }
        return verdicts.contains { verdict in
            // "YES", "Yes, score=9.1 required=5.0 …", "true"; "No, score=-0.1 …" and scores alone say nothing.
            let word = verdict.asciiLowercased.prefix { ("a"..."z").contains($0) }
            return word == "yes" || word == "true"
        }
    }
}
