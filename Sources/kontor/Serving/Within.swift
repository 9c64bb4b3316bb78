/// Waits no longer than `limit`, even for work that does not listen to its cancellation.
/// - Throws: `CancellationError` when the time is over.
func within<T: Sendable>(_ limit: Duration, _ work: @escaping @Sendable () async throws -> T) async throws -> T {
    let (outcomes, sink) = AsyncStream.makeStream(of: Result<T, any Error>.self)
    let worker = Task {
        do { sink.yield(.success(try await work())) } catch { sink.yield(.failure(error)) }
    }
    let clock = Task {
        try await Task.sleep(for: limit)
        sink.yield(.failure(CancellationError()))
    }
    defer {
        worker.cancel()
        clock.cancel()
    }
    for await outcome in outcomes { return try outcome.get() }
    throw CancellationError()
}
