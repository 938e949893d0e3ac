extension Words {
    /// A file's size as people say it; 1 KB is 1,000 bytes.
    public func bytes(_ count: Int) -> String {
        // The catalogs are made from what is asked of a `t`.
        let t = self
        return switch count {
        case ..<1000: t("{n} byte", "{n} bytes", count)
        case ..<1_000_000: t("{size} KB", ["size": number((count + 500) / 1000)])
        default: t("{size} MB", ["size": number((count + 500_000) / 1_000_000)])
        }
    }
}
