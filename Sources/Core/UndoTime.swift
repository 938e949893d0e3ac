/// How long what was done can be undone. One figure for all that people put in order: nobody has to learn that a tag comes back for longer than a
/// list.
public enum UndoTime {
    /// Days for what was removed, merged or deleted by hand.
    public static let days = 30
    /// The same as a length of time.
    public static let time: Duration = .seconds(days * 86_400)
    /// For a deed to several at once, and for what has gone out: by tomorrow so much else has changed that taking it back would surprise.
    public static let ofTheDay: Duration = .seconds(86_400)
}
