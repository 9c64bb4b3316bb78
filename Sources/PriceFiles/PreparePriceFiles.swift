import Customers
package import Database
package import Foundation
package import Kernel
package import Localization
package import Storefront

/// Where prepared files lie and how they are headed; built once by the assembly.
package struct PriceFileHouse: Sendable {
    package let folder: String
    package let house: String
    package let baseURL: String
    package let timeZone: TimeZone

    package init(folder: String, house: String, baseURL: String, timeZone: TimeZone) {
        self.folder = folder
        self.house = house
        self.baseURL = baseURL
        self.timeZone = timeZone
    }

    /// Makes the folder for its owner alone.
    package func makeFolder() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    package func file(_ shelf: Shelf, language: Language) throws -> PriceFile {
        try PriceFile(shelf, texts: Texts(language), house: house, baseURL: baseURL, timeZone: timeZone)
    }
}

/// Makes the files of all links whose time has come, with the rights that their people have now. Doing it twice makes the same file.
package func preparePriceFiles(_ house: PriceFileHouse, storefront: Storefront, in database: any Database, at now: Instant) async throws {
    var last: Int64 = 0
    while true {
        let after = last
        let links = try await database.read { try scheduledPriceFiles(after: after, in: $0) }
        guard let end = links.last?.id else { return }
        last = end
        for link in links where link.isDue(at: now) {
            guard let viewer = try await database.read({ try priceFileViewer(of: link, at: now, in: $0) }), viewer.client != nil else { continue }
            try house.makeFolder()
            let size = try await prepare(link, try house.file(Shelf(storefront, for: viewer, at: now), language: link.language), in: house.folder)
            try await database.write { try notePriceFilePrepared(link.id, size: size, at: now, in: $0) }
        }
    }
}

/// Written beside, synced, and only then put in the place of the former file.
private func prepare(_ link: PriceFileLink, _ file: PriceFile, in folder: String) async throws -> Int {
    let draft = "\(folder)/\(UUID().uuidString).part"
    guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]), let handle = FileHandle(forWritingAtPath: draft) else {
        throw CocoaError(.fileWriteUnknown)
    }
    var size = 0
    do {
        try await file.write(link.format, folder: folder) { piece in
            size += piece.count
            try handle.write(contentsOf: piece)
        }
        try handle.synchronize()
        try handle.close()
        guard rename(draft, "\(folder)/\(link.fileName)") == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: draft)
        throw error
    }
    return size
}
