import Foundation
import Localization
import Testing

@testable import Web

/// Writes every page with its assets to the folder in `KONTOR_PREVIEW`, to be looked at and to be walked through by a browser.
@Suite("Preview", .enabled(if: ProcessInfo.processInfo.environment["KONTOR_PREVIEW"] != nil))
struct PreviewTests {
    @Test("every page can be looked at", arguments: Language.allCases)
    func write(language: Language) throws {
        let folder = URL(filePath: ProcessInfo.processInfo.environment["KONTOR_PREVIEW"] ?? "")
        let assets = folder.appending(path: "assets")
        try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
        for asset in Asset.all { try Data(asset.bytes).write(to: assets.appending(path: asset.name)) }
        for page in Samples(language: language).pages {
            try Data(page.html.utf8).write(to: folder.appending(path: "\(page.name).\(language.rawValue).html"))
        }
    }
}
