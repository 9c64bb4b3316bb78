import ArgumentParser
import CMalloc
import Customers
import Database
import Dispatch
import Hummingbird
import HummingbirdCore
import Jobs
import Kernel
import Logging
import NIOCore
import ServiceLifecycle
import Storefront
import UnixSignals

struct Serve: OwnCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the web, the API, the exchange doors and, unless switched off, the job worker.")

    @OptionGroup var common: CommonOptions
    @Option(help: "Address and port (127.0.0.1:8080).") var listen: String?
    @Flag(help: "Leave the jobs to `kontor worker`. Needs PostgreSQL.") var noJobs = false

    func start(_ console: Console) async throws {
        boundMemory()
        let configuration = try common.configuration(listen: listen, in: console.directory)
        var lock: DataLock?
        if case .sqlite = configuration.engine {
            if noJobs { throw Trouble("`serve --no-jobs` needs PostgreSQL: with SQLite the one server does the jobs too.") }
            try configuration.makeDataFolder()
            lock = try DataLock(configuration)
            if lock == nil { throw Trouble("Another process owns \(configuration.data): a server runs there already, or a command is at work.") }
        }
        let portal = try await Portal.open(configuration)
        do {
            try await serve(portal, console)
        } catch let error as IOError {
            try? await portal.close()
            throw Trouble("The server cannot listen on \(configuration.listen): \(error.localizedDescription)")
        } catch {
            try? await portal.close()
            throw error
        }
        try await portal.close()
        withExtendedLifetime(lock) {}
    }

    /// Keeps the C library from spreading what is free over many heaps: as many as there are cores, and lists as long as the catalogue, which each change makes anew,
    /// lie apart and go back to the system at once. While 50,000 names of a million change, that takes 180 MiB less.
    private func boundMemory() {
        mallopt(M_ARENA_MAX, Int32(clamping: max(2, coreCount)))
        mallopt(M_MMAP_THRESHOLD, 2 << 20)
        mallopt(M_TRIM_THRESHOLD, 32 << 20)
    }

    private func serve(_ portal: Portal, _ console: Console) async throws {
        let configuration = portal.configuration
        let web = Application(
            router: makeRouter(portal, house: try await portal.database.read { try $0.houseSettings() }),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [SlowClients(), HeadAnswers()], idleTimeout: .seconds(30),
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(10_000)),
            onServerRunning: { channel in
                notifySystemd("READY=1")
                let address = ListenAddress(host: configuration.listen.host, port: channel.localAddress?.port ?? configuration.listen.port)
                if console.isTerminal { console.print("Kontor \(kontorVersion) answers at http://\(address) (Ctrl-C stops it).") }
            },
            logger: portal.log)
        var services: [any Service] = [StorefrontService(portal: portal)]
        if !noJobs { services.append(JobService(worker: portal.jobs)) }
        switch configuration.engine {
        case .sqlite: services.append(CommandServer(portal: portal, socket: try CommandSocket(configuration)))
        case .postgres: services.append(NodeService(portal: portal))
        }
        if let problem = await portal.fileTrouble() { portal.log.error("the file store cannot be used", metadata: ["error": "\(problem)"]) }
        // Stopped from the last to the first: no new requests, then no new commands, then no new jobs.
        try await runUntilStopped(services + [WebService(portal: portal, web: web)], portal.log)
    }
}

struct Work: OwnCommand {
    static let configuration = CommandConfiguration(commandName: "worker", abstract: "Run the jobs alone. Needs PostgreSQL.")

    @OptionGroup var common: CommonOptions

    func start(_ console: Console) async throws {
        let configuration = try common.configuration(in: console.directory)
        if case .sqlite = configuration.engine { throw Trouble("`worker` needs PostgreSQL: with SQLite the one server does the jobs too.") }
        let portal = try await Portal.open(configuration)
        notifySystemd("READY=1")
        do { try await runUntilStopped([NodeService(portal: portal), JobService(worker: portal.jobs)], portal.log) } catch {
            try? await portal.close()
            throw error
        }
        try await portal.close()
    }
}

/// The worker as a service: on SIGTERM it finishes what it does and takes no more.
struct JobService: Service {
    let worker: JobWorker

    func run() async throws {
        await withGracefulShutdownHandler {
            await worker.run()
        } onGracefulShutdown: {
            worker.stop()
        }
    }
}

/// Listens once the catalogue is there: before that every product would be answered as unknown, and a proxy goes by whether it can connect.
private struct WebService: Service {
    let portal: Portal
    let web: any Service

    func run() async throws {
        while !portal.storefront.isReady {
            if Task.isShuttingDownGracefully { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        try await web.run()
    }
}

/// Loads the catalogue and lets it follow what other nodes write; what this node writes is published before it answers.
struct StorefrontService: Service {
    let portal: Portal

    func run() async throws {
        let start = ContinuousClock.now
        let origin = try await portal.storefront.start()
        portal.log.info("catalogue loaded", metadata: ["from": "\(origin)", "seconds": "\((ContinuousClock.now - start) / .seconds(1))"])
        let keeper = Task {
            await settleMemory()
            // The first soon, for the next start may be soon.
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(10))
                // With the first snapshot the search index is whole.
                do { if try await portal.storefront.keepSnapshot(notWithin: .seconds(3600)) { await settleMemory() } } catch {
                    portal.log.error("the catalogue cannot be kept for the next start", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(300))
            }
        }
        let follower = Task {
            while !Task.isCancelled {
                do { try await portal.storefront.catchUp() } catch {
                    portal.log.error("the catalogue cannot follow", metadata: ["error": "\(error)"])
                }
                // Looking costs one small read.
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        try? await gracefulShutdown()
        keeper.cancel()
        follower.cancel()
        _ = await follower.result
    }

    /// What was taken for a while goes back to the system; what stays of a large catalogue, which is read here and there all the time, into large pages.
    private func settleMemory() async {
        let isLarge = portal.storefront.current.productCount >= 50_000
        let start = ContinuousClock.now
        let bytes = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                malloc_trim(0)
                continuation.resume(returning: isLarge ? HugePages.use() : 0)
            }
        }
        guard isLarge else { return }
        portal.log.info("memory taken in large pages", metadata: ["MiB": "\(bytes >> 20)", "seconds": "\((ContinuousClock.now - start) / .seconds(1))"])
    }
}

/// Tells systemd that the end has begun: being the last of the services, it is the first to be stopped.
private struct StopNotice: Service {
    func run() async throws {
        try await gracefulShutdown()
        notifySystemd("STOPPING=1")
    }
}

/// Runs until SIGTERM or SIGINT; what is being done has 30 seconds to end.
private func runUntilStopped(_ services: [any Service], _ log: Logger) async throws {
    var configuration = ServiceGroupConfiguration(services: services + [StopNotice()], gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
    configuration.maximumGracefulShutdownDuration = .seconds(30)
    try await ServiceGroup(configuration: configuration).run()
}
