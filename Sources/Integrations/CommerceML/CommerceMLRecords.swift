import Kernel

/// Files of one CommerceML exchange.
struct CommerceMLRecords: ImportSource {
    /// File names with their paths.
    let files: [(name: String, path: String)]

    func read(into sink: ImportSink) throws { throw Refusal(.unavailable) }
}
