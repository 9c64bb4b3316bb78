package import HTTPTypes

/// What a part of an answer took, for whoever asks where the time goes: `Server-Timing: catalogue;dur=1.234`, milliseconds (W3C Server Timing).
package func serverTiming(_ part: String, _ took: Duration) -> HTTPFields {
    guard let name = HTTPField.Name("Server-Timing") else { return [:] }
    let microseconds = took.components.seconds * 1_000_000 + took.components.attoseconds / 1_000_000_000_000
    let rest = String(1000 + microseconds % 1000).dropFirst()
    return [name: "\(part);dur=\(microseconds / 1000).\(rest)"]
}
