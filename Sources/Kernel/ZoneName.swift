package import Foundation

extension TimeZone {
    /// A zone by its name in the IANA database, `Europe/Moscow`, or `UTC`. Nil for any other text: names come from forms and configuration.
    package init?(name: String) {
        guard name == "UTC" || knownNames.contains(name) else { return nil }
        self.init(identifier: name)
    }
}

private let knownNames = Set(TimeZone.knownTimeZoneIdentifiers)
