import Language
import Web

extension SheetFile {
    /// What a file is that is no table, and what to do.
    public func sentence(_ t: Words) -> String {
        switch self {
        case .picture: t("This is a picture, no table. Open the list in the program it is from and save it as CSV.")
        case .pdf: t("This is a PDF, no table. Open the list in the program it is from and save it as CSV.")
        case .workbook:
            t(
                "This is a workbook of Excel or another spreadsheet. Open it, choose “Save as” and the kind “CSV UTF-8”, and bring that file."
            )
        case .document: t("This is a text document. Put its list into a spreadsheet and save it as CSV.")
        case .archive: t("This is a ZIP archive. Unpack it, and bring the CSV file that is in it.")
        case .page: t("This is a web page. If you downloaded it, sign in there first, and take the list as CSV.")
        case .bytes: t("This file holds no text, so it is no table. Save the list as CSV and bring that file.")
        }
    }
}

/// The choices of how a table is read, for the forms of all imports.
public enum SheetChoices {
    public static func charsets(_ t: Words) -> [(value: String, words: String)] {
        [
            (SheetCharset.utf8.rawValue, "UTF-8"), (SheetCharset.utf16LE.rawValue, "UTF-16"),
            (SheetCharset.utf16BE.rawValue, "UTF-16 BE"), (SheetCharset.windows1254.rawValue, t("Turkish (Windows-1254, ISO-8859-9)")),
            (SheetCharset.windows1252.rawValue, t("Western European (Windows-1252, ISO-8859-1)")),
        ]
    }

    public static func delimiters(_ t: Words) -> [(value: String, words: String)] {
        [
            (CSVDelimiter.comma.name, t("Comma ,")), (CSVDelimiter.semicolon.name, t("Semicolon ;")),
            (CSVDelimiter.tab.name, t("Tab")), (CSVDelimiter.bar.name, t("Bar |")),
        ]
    }
}
