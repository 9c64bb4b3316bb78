import HTTP
import Hummingbird
import Kernel

extension Site {
    /// No list has more columns that may be left out, and no column a longer key.
    private static let columnLimit = 30
    private static let keyLimit = 24

    /// What the person has left out of which list. The choice is kept by what is left out, so that a new column is seen.
    func hiddenColumns(_ request: Request) -> [ListName: Set<String>] {
        var hidden: [ListName: Set<String>] = [:]
        for list in ListName.allCases {
            guard let kept = request.cookies["columns-\(list.rawValue)"]?.value, !kept.isEmpty else { continue }
            hidden[list] = Set(kept.split(separator: ".").prefix(Self.columnLimit).map(String.init))
        }
        return hidden
    }

    /// Keeps a posted choice: of the columns that the form knew (`known`) those that are not ticked (`column`) are left out; `all` shows all of them.
    func columnsCookie(_ list: ListName, _ fields: Form) -> String {
        let chosen = Set(fields.all("column"))
        let hidden = fields["all"] != nil ? [] : fields.all("known").prefix(Self.columnLimit).filter { !chosen.contains($0) && isColumnKey($0) }
        return cookie("columns-\(list.rawValue)", hidden.joined(separator: "."), days: hidden.isEmpty ? 0 : 365)
    }

    private func isColumnKey(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= Self.keyLimit && key.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
