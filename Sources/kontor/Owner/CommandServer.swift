import Glibc
import Kernel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Carries out the commands of other processes of this machine against the server's own portal: on SQLite nobody else may touch the file.
struct CommandServer: Service {
    typealias Client = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let portal: Portal
    let socket: CommandSocket
    /// Several people and scripts at once; the next one waits at the socket.
    private let parallel = 16

    func run() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: socket.shortPath, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture { try Client(wrappingChannelSynchronously: channel) }
            }
        // The folder is closed to others already; the socket is so too.
        chmod(socket.shortPath, 0o600)
        defer { unlink(socket.shortPath) }
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                var running = 0
                do {
                    try await listener.executeThenClose { clients in
                        for try await client in clients {
                            if running >= parallel {
                                await group.next()
                                running -= 1
                            }
                            running += 1
                            group.addTask { await serve(client) }
                        }
                    }
                } catch { portal.log.error("the command socket failed", metadata: ["error": "\(error)"]) }
            }
        } onGracefulShutdown: {
            listener.channel.close(promise: nil)
        }
    }

    /// Reads the one request, runs it and goes on listening: when the client hangs up, the command is cancelled.
    private func serve(_ client: Client) async {
        // Who says nothing, or does not hang up after the answer, is not waited for.
        let patience = client.channel.eventLoop.scheduleTask(in: .seconds(10)) { client.channel.close(promise: nil) }
        var command: Task<Void, Never>?
        do {
            try await client.executeThenClose { inbound, outbound in
                var received = ByteBuffer()
                for try await var piece in inbound where command == nil {
                    received.writeBuffer(&piece)
                    guard let head = received.getBytes(at: received.readerIndex, length: 4) else { continue }
                    guard let length = Frame.bodyLength(head) else { return }
                    guard let body = received.getBytes(at: received.readerIndex + 4, length: length) else { continue }
                    guard let request = CommandRequest(try JSON(parsing: body)) else { return }
                    patience.cancel()
                    command = Task {
                        await carryOut(request, outbound)
                        client.channel.eventLoop.scheduleTask(in: .seconds(5)) { client.channel.close(promise: nil) }
                    }
                }
            }
        } catch { portal.log.debug("a command's client went away", metadata: ["error": "\(error)"]) }
        patience.cancel()
        command?.cancel()
        await command?.value
    }

    private func carryOut(_ request: CommandRequest, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async {
        let (output, sink) = AsyncStream.makeStream(of: [UInt8].self)
        let console = Console(directory: request.directory, isTerminal: request.isTerminal, language: request.language) { stream, text in
            for frame in Frame.output(stream, text) { sink.yield(frame) }
        }
        portal.log.info("command", metadata: ["command": "\(request.arguments.first ?? "")"])
        let command = Task {
            let code = await runInServer(request, portal, console)
            sink.yield(Frame.bytes(["exit": .number(String(code))]))
            sink.finish()
        }
        await withTaskCancellationHandler {
            // A client that is gone fails the write; the end of its input has cancelled the command by then.
            do { for await frame in output { try await outbound.write(ByteBuffer(bytes: frame)) } } catch { command.cancel() }
            await command.value
        } onCancel: {
            command.cancel()
        }
    }
}
