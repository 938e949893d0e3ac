import Language
import Web

extension ImportViews {
    /// What a file is that is no table, and what to do.
    static func sentence(_ file: SheetFile, _ t: Words) -> String {
        switch file {
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
