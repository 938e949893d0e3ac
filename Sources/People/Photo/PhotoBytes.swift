/// A photo as it may be kept: a JPEG, PNG or WebP by its own bytes, small, and without what a telephone writes into it (where it was taken,
/// when, with what). Pure. The pixels stay as they are; only blocks that browsers need to draw them are copied.
struct PhotoBytes: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        case jpeg = "image/jpeg"
        case png = "image/png"
        case webp = "image/webp"
    }

    var kind: Kind
    var bytes: [UInt8]
    var width: Int
    var height: Int

    /// Our own choice: a face on a screen needs far less, and a shop has thousands.
    static let most = 2_000_000
    /// To so many pixels on its longer side a browser makes it smaller before it is sent: enough for the largest place where a face is shown, twice
    /// over.
    static let wantedSide = 1024
    /// A picture of more pixels a side would fill the memory of a telephone that draws it.
    static let longestSide = 6000

    enum Problem: Error, Sendable, Equatable {
        case tooLarge
        /// Neither of the three, or cut off, or moving.
        case notAPhoto
        case tooManyPixels(Int)
    }

    init(_ file: [UInt8]) throws(Problem) {
        guard file.count <= PhotoBytes.most else { throw .tooLarge }
        let stripped: PhotoBytes? = PhotoStripper.jpeg(file) ?? PhotoStripper.png(file) ?? PhotoStripper.webp(file)
        guard let stripped, stripped.width > 0, stripped.height > 0 else { throw .notAPhoto }
        let side = max(stripped.width, stripped.height)
        guard side <= PhotoBytes.longestSide else { throw .tooManyPixels(side) }
        self = stripped
    }

    init(kind: Kind, bytes: [UInt8], width: Int, height: Int) {
        self.kind = kind
        self.bytes = bytes
        self.width = width
        self.height = height
    }
}
