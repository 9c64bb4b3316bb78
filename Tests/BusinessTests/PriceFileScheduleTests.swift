import Database
import Files
import Foundation
import Jobs
import Journal
import Kernel
import Localization
import Logging
import Ordering
import Synchronization
import Testing
import TestSupport

@testable import Customers
@testable import PriceFiles
@testable import Storefront

@Suite("Price files by schedule")
struct PriceFileScheduleTests {
    /// A small distributor whose client has a buyer with a link, a head, somebody of the warehouse without prices, and a neighbour of another client.
    struct Desk: Sendable {
        let house: House
        let files: PriceFileHouse
        let people: [String: ID<Person>]
        let link: Int64
        let token: String

        static func open(_ engine: Engine, format: PriceFileFormat = .csv, _ body: @escaping @Sendable (Desk) async throws -> Void) async throws {
            let folder = NSTemporaryDirectory() + "kontor-price-files-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await House.open(engine) { house in
                try await house.furnish()
                let people = try await house.database.write { writer in
                    var people: [String: ID<Person>] = [:]
                    for (name, role, client) in [("buyer", "buyer", "C1"), ("head", "head", "C1"), ("store", "warehouse", "C1"), ("stranger", "buyer", "C2")] {
                        let new = NewPerson(email: "\(name)@example.com", name: name, role: role, clientExternalID: client, passwordHash: "x")
                        people[name] = try createPerson(new, by: .command, at: House.now, in: writer)
                    }
                    return people
                }
                let desk = try await house.database.write { writer in
                    let person = try #require(people["buyer"])
                    let buyer = try #require(try writer.viewer(person: person, client: try client("C1", writer), at: House.now))
                    let made = try createPriceFileLink(name: "Сайт", format: format, language: .ru, for: buyer, at: House.now, in: writer)
                    return Desk(house: house, files: place(folder), people: people, link: made.id, token: made.token)
                }
                try await body(desk)
            }
        }

        static func place(_ folder: String) -> PriceFileHouse {
            PriceFileHouse(scratch: folder + "/scratch", baseURL: "http://portal.test", prepared: ContentStore(folder: folder + "/files"))
        }

        static func client(_ externalID: String, _ reader: any Reader) throws -> ID<Client> {
            try #require(try reader.row("SELECT id FROM clients WHERE external_id = \(externalID)")).get("id")
        }

        func viewer(_ name: String, at now: Instant = House.now) async throws -> Viewer {
            let person = try #require(people[name])
            return try await house.database.read { reader in
                try #require(try reader.viewer(person: person, client: try Self.client(name == "stranger" ? "C2" : "C1", reader), at: now))
            }
        }

        func save(_ draft: PriceFileScheduleDraft, by name: String = "buyer") async throws {
            let (viewer, link) = (try await viewer(name), link)
            try await house.database.write { try savePriceFileSchedule(draft, of: link, for: viewer, at: House.now, in: $0) }
        }

        func schedule() async throws -> PriceFileSchedule? {
            let (viewer, link) = (try await viewer("buyer"), link)
            return try await house.database.read { try priceFileLink(link, for: viewer, in: $0).schedule }
        }

        func due(at now: Instant) async throws -> Int { try await house.database.write { try enqueueDuePriceFiles(at: now, in: $0) } }

        /// Carries out what is in the queue, as a node with this folder would.
        @discardableResult
        func work(at now: Instant, in files: PriceFileHouse? = nil) async throws -> Int {
            let (files, house) = (files ?? self.files, house)
            let handler = JobHandler(priceFileJob) { job in
                try await preparePriceFile(of: try #require(job.value["link"]?.int), files, storefront: { house.storefront.current }, in: house.database, now: { now })
            }
            return await JobWorker(house.database, handlers: [handler], log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), now: { now }).drain()
        }

        func letters() async throws -> [Int64] {
            try await house.database.read { try $0.rows("SELECT person_id FROM price_file_letters ORDER BY person_id, id").map { try $0.get("person_id") } }
        }

        /// The prepared files in a folder, by their hashes.
        func kept(in files: PriceFileHouse? = nil) -> [String] {
            (FileManager.default.enumerator(atPath: (files ?? self.files).prepared.folder ?? "")?.compactMap { $0 as? String } ?? []).filter { $0.count > 60 }.sorted()
        }

        func text(_ file: StoredFile) throws -> String {
            let handle = try #require(files.prepared.open(file))
            return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        }
    }

    static func draft(_ days: [String] = ["tuesday", "friday"], hour: String = "15", gives: String = "prepared", to recipients: String = "", revision: Int? = nil) -> PriceFileScheduleDraft {
        PriceFileScheduleDraft(weekdays: days, hour: hour, gives: gives, recipients: recipients, revision: revision)
    }

    /// Tuesday, 15:00 in Moscow: three hours after the tests' now.
    static let first = Instant("2026-11-24T12:00:00Z")!

    @Test("a file is made when it is due, holds the own prices, and its link goes to whom it was meant for", arguments: Engine.allCases)
    func made(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try await desk.save(Self.draft(to: "Head@example.com, buyer@example.com"))
            #expect(try await desk.schedule()?.nextDue == Self.first)
            #expect(try await desk.due(at: Self.first.adding(seconds: -1)) == 0)
            #expect(try await desk.due(at: Self.first) == 1)
            #expect(try await desk.due(at: Self.first) == 0)
            #expect(try await desk.work(at: Self.first.adding(seconds: 1)) == 1)
            let schedule = try #require(try await desk.schedule())
            #expect(schedule.preparedAt == Self.first.adding(seconds: 1) && schedule.problem == nil && schedule.nextDue.text == "2026-11-27T12:00:00Z")
            let file = try #require(schedule.file)
            let text = try desk.text(file)
            #expect(text.contains("B-1") && text.contains("100,00") && Int64(text.utf8.count) == file.size)
            #expect(Secret.digest(text) == file.hash)
            #expect(try await desk.letters() == ["buyer", "head"].compactMap { desk.people[$0]?.rawValue }.sorted())
            // Each letter has a token of its own, which opens the same link with its owner's rights.
            let letter = try #require(try await desk.house.database.write { try PriceFileLetter.issue(1, at: Self.first, in: $0) })
            #expect(letter.name == "Сайт" && letter.preparedAt == schedule.preparedAt)
            let link = desk.link
            func opens(_ token: String, at now: Instant = Self.first) async throws -> Int64? {
                try await desk.house.database.read { try openPriceFileLink(token, at: now, in: $0)?.link.id }
            }
            #expect(try await [opens(letter.token), opens(desk.token)] == [link, link])
            #expect(try await opens(letter.token, at: Self.first.adding(seconds: 31 * 86_400)) == nil)
            // Whoever is taken off the schedule has nothing left of it.
            try await desk.save(Self.draft(revision: 1))
            #expect(try await [opens(letter.token), opens(desk.token)] == [nil, link])
        }
    }

    @Test("of a blocked client neither files nor links give prices, until it may order again", arguments: Engine.allCases)
    func blockedClient(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let controller = try await desk.house.officer("credit_controller")
            try await desk.save(Self.draft())
            func opens() async throws -> Bool { try await desk.house.database.read { try openPriceFileLink(desk.token, at: Self.first, in: $0) } != nil }
            let before = try await opens()
            #expect(before)
            try await desk.house.database.write { try blockClient("C1", reason: "Суд", by: controller, at: House.now, in: $0) }
            let during = try await opens()
            #expect(!during)
            _ = try await desk.due(at: Self.first)
            try await desk.work(at: Self.first.adding(seconds: 1))
            let problem = try await desk.schedule()?.problem?.what
            #expect(problem == .clientBlocked)
            let files = desk.kept()
            #expect(files.isEmpty)
            try await desk.house.database.write { try liftClientBlock("C1", by: controller, at: House.now, in: $0) }
            let after = try await opens()
            #expect(after)
        }
    }

    @Test("after a standstill of weeks a file is made once, and the next time is ahead", arguments: Engine.allCases)
    func standstill(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try await desk.save(Self.draft(to: "head@example.com"))
            let late = Instant("2026-12-20T10:00:00Z")!
            #expect(try await desk.due(at: late) == 1)
            #expect(try await desk.due(at: late.adding(seconds: 60)) == 0)
            #expect(try await desk.work(at: late.adding(seconds: 60)) == 1)
            #expect(try await desk.letters().count == 1)
            #expect(try await desk.schedule()?.nextDue.text == "2026-12-22T12:00:00Z")
            // Nobody took the job of one time before the next one came: still one.
            #expect(try await desk.due(at: Instant("2026-12-22T12:00:00Z")!) == 1)
            #expect(try await desk.due(at: Instant("2026-12-25T12:00:00Z")!) == 1)
            #expect(try await desk.work(at: Instant("2026-12-25T12:01:00Z")!) == 1)
            #expect(try await desk.letters().count == 2)
        }
    }

    @Test("two nodes make a file once for each due time", arguments: Engine.allCases)
    func race(_ engine: Engine) async throws {
        try await Desk.open(engine, format: .json) { desk in
            try await desk.save(Self.draft(PriceFileTimes.Weekday.allCases.map(\.rawValue), to: "head@example.com buyer@example.com"))
            let other = Desk.place((desk.files.prepared.folder ?? "") + "-other")
            defer { try? FileManager.default.removeItem(atPath: (desk.files.prepared.folder ?? "") + "-other") }
            for round in 0..<raceRounds {
                let moment = Self.first.adding(seconds: Int64(round) * 86_400)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for files in [desk.files, other] {
                        group.addTask {
                            _ = try await desk.due(at: moment)
                            try await desk.work(at: moment, in: files)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(desk.kept().count + desk.kept(in: other).count == round + 1, "round \(round) on \(engine)")
                #expect(try await desk.letters().count == 2 * (round + 1), "round \(round) on \(engine)")
            }
            // A job that comes again on both nodes, its lease lost: one counts, and it is mailed once.
            let last = Self.first.adding(seconds: Int64(raceRounds) * 86_400)
            #expect(try await desk.due(at: last) == 1)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for files in [desk.files, other] {
                    group.addTask {
                        try await preparePriceFile(of: desk.link, files, storefront: { desk.house.storefront.current }, in: desk.house.database, now: { last })
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await desk.letters().count == 2 * (raceRounds + 1))
            #expect(try await desk.work(at: last) == 1)
            #expect(try await desk.letters().count == 2 * (raceRounds + 1))
        }
    }

    @Test("whoever has left, is blocked or may not see prices gets nothing made and nothing sent, and the reason is told", arguments: Engine.allCases)
    func lostRight(_ engine: Engine) async throws {
        try await Desk.open(engine, format: .json) { desk in
            try await desk.save(Self.draft(PriceFileTimes.Weekday.allCases.map(\.rawValue), to: "head@example.com buyer@example.com"))
            let owner = try #require(desk.people["buyer"])
            let link = desk.link
            let steps: [(PriceFileProblem?, SQL)] = [
                (.noRight, "UPDATE memberships SET role = 'warehouse' WHERE person_id = \(owner)"), (nil, "UPDATE memberships SET role = 'buyer' WHERE person_id = \(owner)"),
                (.blocked, "UPDATE people SET blocked = 1 WHERE id = \(owner)"), (nil, "UPDATE people SET blocked = 0 WHERE id = \(owner)"),
                (.left, "DELETE FROM memberships WHERE person_id = \(owner)"),
            ]
            var files = 0
            for (day, (problem, change)) in steps.enumerated() {
                try await desk.house.database.write { try $0.run(change) }
                let moment = Self.first.adding(seconds: Int64(day) * 86_400)
                let letters = try await desk.letters().count
                #expect(try await desk.due(at: moment) == 1)
                #expect(try await desk.work(at: moment) == 1)
                files += problem == nil ? 1 : 0
                #expect(desk.kept().count == files, "\(day)")
                #expect(try await desk.letters().count - letters == (problem == nil ? 2 : 0), "\(day)")
                let row = try #require(try await desk.house.database.read { try $0.links("k.id = \(link)", limit: 1).first?.schedule })
                #expect(row.problem?.what == problem, "\(day)")
                if problem != nil { #expect(try await desk.house.database.read { try openPriceFileLink(desk.token, at: moment, in: $0) } == nil, "\(day)") }
            }
        }
    }

    @Test("a recipient who may not see what is in the file any more gets no letter, and its old links end", arguments: Engine.allCases)
    func recipient(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try await desk.save(Self.draft(PriceFileTimes.Weekday.allCases.map(\.rawValue), to: "head@example.com"))
            #expect(try await desk.due(at: Self.first) == 1)
            try await desk.work(at: Self.first)
            let letter = try #require(try await desk.house.database.write { try PriceFileLetter.issue(1, at: Self.first, in: $0) })
            #expect(try await desk.house.database.read { try openPriceFileLink(letter.token, at: Self.first, in: $0) } != nil)
            let head = try #require(desk.people["head"])
            try await desk.house.database.write { try $0.run("UPDATE memberships SET role = 'warehouse' WHERE person_id = \(head)") }
            #expect(try await desk.house.database.read { try openPriceFileLink(letter.token, at: Self.first, in: $0) } == nil)
            #expect(try await desk.house.database.write { try PriceFileLetter.issue(1, at: Self.first, in: $0) } == nil)
            let next = Self.first.adding(seconds: 86_400)
            #expect(try await desk.due(at: next) == 1)
            try await desk.work(at: next)
            #expect(try await desk.letters().count == 1)
            let (viewer, link) = (try await desk.viewer("buyer"), desk.link)
            let shown = try await desk.house.database.read { try priceFileRecipients(of: try priceFileLink(link, for: viewer, in: $0), at: next, in: $0) }
            #expect(shown.map(\.isAllowed) == [false])
        }
    }

    @Test("a file that fails is tried again and says why; its neighbours are made", arguments: Engine.allCases)
    func failing(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let buyer = try await desk.viewer("buyer")
            let second = try await desk.house.database.write { writer in
                let second = try createPriceFileLink(name: "Вторая", format: .json, language: .en, for: buyer, at: House.now, in: writer).id
                for link in [desk.link, second] { try savePriceFileSchedule(Self.draft(), of: link, for: buyer, at: House.now, in: writer) }
                return second
            }
            // The folder's place is taken by a file.
            let folder = NSTemporaryDirectory() + "kontor-taken-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            #expect(FileManager.default.createFile(atPath: folder, contents: Data()))
            let broken = PriceFileHouse(scratch: desk.files.scratch, baseURL: "", prepared: ContentStore(folder: folder))
            let (files, first, house) = (desk.files, desk.link, desk.house)
            #expect(try await desk.due(at: Self.first) == 2)
            let clock = Clock(Self.first)
            let handler = JobHandler(priceFileJob) { job in
                let link = try #require(job.value["link"]?.int)
                let place = link == first && job.attempt == 1 ? broken : files
                try await preparePriceFile(of: link, place, storefront: { house.storefront.current }, in: house.database, now: { clock.now.withLock { $0 } })
            }
            let worker = JobWorker(house.database, handlers: [handler], log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), now: { clock.now.withLock { $0 } })
            #expect(await worker.drain() == 2)
            let states = { try await house.database.read { reader in try [first, second].map { id in try reader.links("k.id = \(id)", limit: 1).first?.schedule } } }
            #expect(try await states().map { $0?.problem?.what } == [.noFolder, nil])
            #expect(try await states().map { $0?.file != nil } == [false, true])
            clock.now.withLock { $0 = $0.adding(seconds: 60) }
            #expect(await worker.drain() == 1)
            #expect(try await states().allSatisfy { $0?.problem == nil && $0?.file != nil })
        }
    }

    @Test("only its owner sets a schedule, for people of the same client who see prices, and never over a change that came between", arguments: Engine.allCases)
    func rules(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            func problems(_ draft: PriceFileScheduleDraft, by name: String = "buyer") async throws -> [String] {
                do {
                    try await desk.save(draft, by: name)
                    return []
                } catch let refusal as Refusal { return [refusal.code.rawValue] + refusal.problems.map { "\($0.pointer) \($0.reason)" } }
            }
            #expect(try await problems(Self.draft([])) == ["validation", "/weekday weekday_required"])
            #expect(try await problems(Self.draft(["someday"], hour: "24", gives: "x")) == ["validation", "/weekday weekday_required", "/hour hour_required", "/gives not_in_list"])
            #expect(try await problems(Self.draft(gives: "fresh")) == ["validation", "/recipients fresh_without_recipients"])
            for address in ["stranger@example.com", "store@example.com", "nobody@example.com"] {
                #expect(try await problems(Self.draft(to: address)) == ["validation", "/recipients no_such_recipient"], "\(address)")
            }
            #expect(try await problems(Self.draft(to: (0...20).map { "p\($0)@example.com" }.joined(separator: "\n"))) == ["validation", "/recipients too_many_recipients"])
            for name in ["head", "stranger"] { #expect(try await problems(Self.draft(), by: name) == ["not_found"], "\(name)") }
            #expect(try await problems(Self.draft(), by: "store") == ["forbidden"])
            #expect(try await problems(Self.draft()) == [])
            #expect(try await problems(Self.draft()) == ["stale_revision"])
            #expect(try await problems(Self.draft(["monday"], revision: 1)) == [])
            #expect(try await problems(Self.draft(["sunday"], revision: 1)) == ["stale_revision"])
            #expect(try await desk.schedule()?.times.weekdays == [.monday])
            let (buyer, head, link) = (try await desk.viewer("buyer"), try await desk.viewer("head"), desk.link)
            await #expect(throws: Refusal.self) { try await desk.house.database.write { try endPriceFileSchedule(of: link, for: head, at: House.now, in: $0) } }
            for _ in 0..<2 { try await desk.house.database.write { try endPriceFileSchedule(of: link, for: buyer, at: House.now, in: $0) } }
            #expect(try await desk.schedule() == nil)
            let actions = try await desk.house.database.read { try $0.rows("SELECT action FROM journal WHERE kind = 'price-file-schedules' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(actions == ["created", "changed", "ended"])
            // A link that ends takes its schedule with it.
            try await desk.save(Self.draft(to: "head@example.com"))
            try await desk.house.database.write { try revokePriceFileLink(link, for: buyer, at: House.now, in: $0) }
            #expect(try await desk.due(at: Self.first) == 0)
            #expect(try await desk.house.number("SELECT COUNT(*) AS n FROM price_file_recipients") == 0)
        }
    }

    @Test("a link that gives new files has letters sent and no file kept", arguments: Engine.allCases)
    func fresh(_ engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            try await desk.save(Self.draft(gives: "fresh", to: "head@example.com"))
            #expect(try await desk.due(at: Self.first) == 1)
            try await desk.work(at: Self.first)
            #expect(desk.kept().isEmpty)
            #expect(try await desk.letters().count == 1)
            #expect(try await desk.house.database.write { try PriceFileLetter.issue(1, at: Self.first, in: $0)?.preparedAt } == nil)
        }
    }

    @Test("files that nobody names go after a day, those that are named stay", arguments: Engine.allCases)
    func collected(_ engine: Engine) async throws {
        try await Desk.open(engine, format: .json) { desk in
            try await desk.save(Self.draft(PriceFileTimes.Weekday.allCases.map(\.rawValue), to: "head@example.com"))
            for day in 0..<3 {
                let moment = Self.first.adding(seconds: Int64(day) * 86_400)
                #expect(try await desk.due(at: moment) == 1)
                try await desk.work(at: moment)
            }
            let folder = try #require(desk.files.prepared.folder)
            #expect(FileManager.default.createFile(atPath: folder + "/crash.part", contents: Data()) && desk.kept().count == 3)
            try await collectPriceFiles(desk.files, in: desk.house.database, at: Instant(Date()))
            #expect(desk.kept().count == 3 && FileManager.default.fileExists(atPath: folder + "/crash.part"))
            try await collectPriceFiles(desk.files, in: desk.house.database, at: Instant(Date()).adding(seconds: 2 * 86_400))
            let hash = try #require(try await desk.schedule()?.file?.hash)
            #expect(desk.kept() == ["\(hash.prefix(2))/\(hash)"])
            #expect(!FileManager.default.fileExists(atPath: folder + "/crash.part"))
        }
    }

    @Test("a file that was cut short or is gone is not opened; a full disk is told from a missing folder")
    func store() async throws {
        let folder = NSTemporaryDirectory() + "kontor-store-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = ContentStore(folder: folder)
        #expect(files.obstacle() == nil)
        let file = try await files.keep { sink in for piece in ["one ", "two"] { try sink(Array(piece.utf8)) } }
        #expect(file == StoredFile(hash: Secret.digest("one two"), size: 7))
        #expect(try files.open(file)?.readToEnd() == Data("one two".utf8))
        await #expect(throws: CancellationError.self) {
            _ = try await files.keep { sink in
                try sink([1])
                throw CancellationError()
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [String(file.hash.prefix(2))])
        let path = "\(folder)/\(file.hash.prefix(2))/\(file.hash)"
        try Data("one".utf8).write(to: URL(fileURLWithPath: path))
        #expect(files.open(file) == nil)
        try FileManager.default.removeItem(atPath: path)
        #expect(files.open(file) == nil && ContentStore(folder: nil).open(file) == nil && ContentStore(folder: nil).obstacle() == .noFolder)
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let error = #expect(throws: (any Error).self) { try full.write(contentsOf: Data(count: 10)) }
        #expect(PriceFileProblem(of: try #require(error), at: files) == .diskFull)
        #expect(PriceFileProblem(of: CocoaError(.fileWriteUnknown), at: ContentStore(folder: "/proc/none")) == .noFolder)
        #expect(PriceFileProblem(of: CocoaError(.fileWriteUnknown), at: files) == .failed)
    }
}

private final class Clock: Sendable {
    let now: Mutex<Instant>
    init(_ now: Instant) { self.now = Mutex(now) }
}
