import Agreements
import Catalog
import Customers
import Database
import Fetch
import Files
import HTTP
import Integrations
import Jobs
import Kernel
import Mail
import Ordering
import Pictures
import PriceFiles
import Receivables
import Storefront
import Suppliers
import Web

/// What the worker can do. A room adds its handlers here.
func jobHandlers(
    _ database: any Database, _ storefront: LiveStorefront, priceFiles: PriceFileHouse, productFiles: ProductFileStore, _ now: @escaping @Sendable () -> Instant
) -> [JobHandler] {
    [
        JobHandler("jobs.forget") { _ in
            let weekAgo = now().adding(seconds: -7 * 86_400)
            while try await database.write({ try $0.forgetDoneJobs(before: weekAgo) }) == 10_000 {}
        },
        JobHandler("idempotency.purge") { _ in
            let before = now().adding(seconds: -IdempotencyKey.keptFor)
            _ = try await database.write { try $0.purgeIdempotencyKeys(before: before) }
        },
        JobHandler("accounts.forget_links") { _ in
            let moment = now()
            _ = try await database.write { try $0.forgetLinks(at: moment) }
        },
        JobHandler("credit.review") { _ in try await reviewAllCredit(in: database, at: now()) },
        JobHandler("credit.tell") { _ in while try await database.write({ try tellCreditNews(at: now(), in: $0) }) == 100 {} },
        JobHandler("credit.return_stock") { _ in try await returnAllHeldStock(in: database, at: now()) },
        JobHandler("approvals.expire") { _ in while try await database.write({ try expireApproval(at: now(), in: $0) }) {} },
        JobHandler(supplyJob) { _ in while try await database.write({ try askSuppliers(at: now(), in: $0).asked }) == 500 {} },
        JobHandler("agreements.expire") { _ in while try await database.write({ try expireAgreements(at: now(), limit: 100, in: $0) }) == 100 {} },
        JobHandler("price_files.due") { _ in while try await database.write({ try enqueueDuePriceFiles(at: now(), in: $0) }) >= 500 {} },
        JobHandler(priceFileJob) { job in
            guard let link = job.value["link"]?.int else { throw HopelessJob("no link") }
            try await preparePriceFile(of: link, priceFiles, storefront: {
                // A worker without pages has no catalogue until it needs one.
                try await storefront.catchUp()
                return storefront.current
            }, in: database, now: now)
        },
        JobHandler("price_files.collect") { _ in try await collectPriceFiles(priceFiles, in: database, at: now()) },
        JobHandler(uploadJob) { job in
            try await workOnUpload(job, files: productFiles, in: database, now: now)
            if storefront.isReady { try await storefront.catchUp() }
        },
        JobHandler(recordSheetJob) { job in
            try await workOnRecordSheet(job, files: productFiles, in: database, now: now)
            if storefront.isReady { try await storefront.catchUp() }
        },
        JobHandler(importUndoJob) { job in
            try await workOnImportUndo(job, in: database, now: now)
            if storefront.isReady { try await storefront.catchUp() }
        },
        JobHandler("imports.forget") { _ in try await forgetImports(in: database, at: now()) },
        JobHandler("product_files.collect") { _ in
            // What an import or a rehearsal that broke off has left.
            try await productFiles.originals.collect(before: now().adding(seconds: -86_400), made: Set(PictureSize.allCases.map(ProductFileStore.name))) { hashes in try await database.read { try $0.knownFiles(hashes) } }
        },
        JobHandler("catalogue.news") { _ in
            _ = try await tellCatalogueNews(at: now(), in: database) {
                try await storefront.catchUp()
                return storefront.current
            }
        },
        JobHandler("database.optimize") { _ in
            guard database.dialect == .sqlite else { return }
            _ = try await database.write { try $0.rows("PRAGMA optimize") }
        },
    ]
}

/// The post, where there is a mail server; without one nothing takes mail from the queue, and it waits there.
func postHandlers(_ configuration: Configuration, _ database: any Database, _ now: @escaping @Sendable () -> Instant) throws -> [JobHandler] {
    guard let address = configuration.smtp else { return [] }
    guard let server = SMTPServer(address) else { throw Trouble("\(Setting.smtp.variable) must be smtp://user:password@host:port or smtps://….") }
    let post = Post(server: server, baseURL: configuration.baseURL.description, database: database, now: now)
    return [JobHandler(Letter.job) { try await post.send($0) }]
}

/// Fetches the Central Bank's rates, where an address is set up.
func ratesHandlers(
    _ configuration: Configuration, _ client: WebClient, _ database: any Database, _ storefront: LiveStorefront, _ now: @escaping @Sendable () -> Instant
) -> [JobHandler] {
    guard let address = configuration.ratesURL else { return [] }
    return [
        JobHandler(ratesJob) { _ in
            _ = try await fetchCentralBankRates(by: { try await client.get(address) }, at: now(), in: database)
            if storefront.isReady { try await storefront.catchUp() }
        }
    ]
}

/// The Central Bank sets the rates of the next day in the afternoon of Moscow: looked for four times a day.
func ratesSchedules(_ configuration: Configuration) -> [Schedule] { configuration.ratesURL == nil ? [] : [Schedule(ratesJob, every: 21_600)] }

/// What comes by itself, in seconds.
let schedules = [
    Schedule("jobs.forget", every: 3600), Schedule("idempotency.purge", every: 3600), Schedule("accounts.forget_links", every: 3600), Schedule("database.optimize", every: 86_400),
    Schedule("credit.review", every: 300), Schedule("credit.return_stock", every: 300), Schedule("credit.tell", every: 30),
    Schedule("agreements.expire", every: 3600), Schedule("approvals.expire", every: 300), Schedule(supplyJob, every: 60), Schedule("price_files.due", every: 60), Schedule("catalogue.news", every: 60),
    Schedule("price_files.collect", every: 86_400), Schedule("product_files.collect", every: 86_400), Schedule("imports.forget", every: 86_400),
]
