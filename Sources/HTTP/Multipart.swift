import Foundation
import HTTPTypes
package import Hummingbird
package import Kernel

/// A file that came with a form.
package struct UploadedFile: Sendable {
    /// The field's name.
    package let field: String
    /// As the sender's computer called it, without folders; at most 200 characters.
    package let name: String
    package let bytes: [UInt8]
}

/// A posted form with files (`multipart/form-data`, RFC 7578), in memory.
package struct UploadForm: Sendable {
    package let fields: Form
    package let files: [UploadedFile]

    package static let partLimit = 1000

    /// - Throws: `form_unreadable` for what is no such form, is cut off, or has more than `partLimit` parts.
    package init(parsing body: [UInt8], boundary: String) throws {
        let unreadable = Refusal(.validation, "form_unreadable")
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else { throw unreadable }
        let delimiter = Array("--\(boundary)".utf8)
        guard body.starts(with: delimiter) else { throw unreadable }
        var values: [(name: String, value: String)] = []
        var files: [UploadedFile] = []
        var place = delimiter.count
        var parts = 0
        while true {
            if body.dropFirst(place).starts(with: [0x2D, 0x2D]) { break }
            guard body.dropFirst(place).starts(with: [0x0D, 0x0A]), let head = find([0x0D, 0x0A, 0x0D, 0x0A], in: body, from: place), head - place < 4096,
                let end = find([0x0D, 0x0A] + delimiter, in: body, from: head + 2), parts < Self.partLimit
            else { throw unreadable }
            parts += 1
            guard let names = PartNames(String(decoding: body[place..<head], as: UTF8.self)) else { throw unreadable }
            let content = head + 4 <= end ? Array(body[(head + 4)..<end]) : []
            if let file = names.file {
                files.append(UploadedFile(field: names.field, name: file, bytes: content))
            } else {
                guard let text = String(validating: content, as: UTF8.self), !text.utf8.contains(0), text.utf8.count <= 1 << 20 else { throw unreadable }
                values.append((names.field, text))
            }
            place = end + 2 + delimiter.count
        }
        fields = Form(values)
        self.files = files
    }
}

/// What the head of a part says.
private struct PartNames {
    let field: String
    let file: String?

    init?(_ head: String) {
        guard let line = head.split(whereSeparator: \.isNewline).first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else { return nil }
        func parameter(_ name: String) -> String? {
            guard let start = line.range(of: "; \(name)=\"")?.upperBound else { return nil }
            // Browsers write a quote inside as %22.
            return line[start...].firstIndex(of: "\"").map { String(line[start..<$0]) }
        }
        guard let field = parameter("name"), !field.utf8.contains(0) else { return nil }
        self.field = field
        file = parameter("filename").map { path in
            let name = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
            return String(name.unicodeScalars.filter { !CharacterSet.controlCharacters.contains($0) }.map(Character.init).prefix(200))
        }
    }
}

/// Where `needle` begins in `bytes`, from `start` on.
private func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard start >= 0, let first = needle.first else { return nil }
    return bytes.withUnsafeBytes { hay in
        guard let base = hay.baseAddress else { return nil }
        var place = start
        while place + needle.count <= hay.count {
            guard let hit = memchr(base + place, Int32(first), hay.count - needle.count + 1 - place) else { return nil }
            place = base.distance(to: UnsafeRawPointer(hit))
            if memcmp(base + place, needle, needle.count) == 0 { return place }
            place += 1
        }
        return nil
    }
}

extension Request {
    /// A posted form with files. Throws `payload_too_large` beyond `limit` bytes.
    package func uploads(upTo limit: Int) async throws -> UploadForm {
        guard mediaType == "multipart/form-data", let type = headers[.contentType], let start = type.range(of: "boundary=", options: .caseInsensitive)?.upperBound else {
            throw Refusal(.validation, "form_expected")
        }
        let boundary = type[start...].prefix { $0 != ";" }.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        return try UploadForm(parsing: await bytes(upTo: limit), boundary: boundary)
    }
}
