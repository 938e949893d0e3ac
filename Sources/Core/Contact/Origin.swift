import Storage

/// Where something that we know of a person comes from: an address, a preference, a consent. One table for all, so that it reads the same
/// everywhere. The raw value is stored.
public enum Origin: String, Sendable, CaseIterable, SQLValue {
    /// In words, to one of us.
    case said
    /// One of us saw it for themselves.
    case noticed
    /// On paper, or on a page with a form.
    case form
    /// In a letter of theirs.
    case letter
    /// By the link that only they have.
    case link
    /// It stood on a mail that came: who says so is whoever wrote it.
    case mail
    /// One of us typed it.
    case typed
    case imported, api
    /// The stricter of two cards that became one.
    case merge
}
