import Customers
import Database
import Journal
import Kernel
import Support

/// Somebody who can sign in to the demo.
struct DemoPerson {
    let email: String
    let name: String
    let role: String
    /// External id; nil for staff.
    var client: String?
    /// Another client that the person belongs to in the same role.
    var secondClient: String?
    /// External id, of a supplier's people.
    var supplier: String?

    static let all = ofEveryRole + ofOtherClients

    /// Every role at least once, so that each can be tried.
    private static let ofEveryRole = [
        DemoPerson(email: "buyer@demo.kontor.example", name: "Анна Соколова", role: "buyer", client: "demo-stroygrad"),
        DemoPerson(email: "head@demo.kontor.example", name: "Сергей Дорохов", role: "head", client: "demo-stroygrad"),
        DemoPerson(email: "approver@demo.kontor.example", name: "Олег Панин", role: "approver", client: "demo-stroygrad"),
        DemoPerson(email: "accountant@demo.kontor.example", name: "Марина Кузьмина", role: "accountant", client: "demo-stroygrad"),
        DemoPerson(email: "receiving@demo.kontor.example", name: "Денис Жуков", role: "warehouse", client: "demo-stroygrad"),
        DemoPerson(email: "client-admin@demo.kontor.example", name: "Юлия Самойлова", role: "administrator", client: "demo-stroygrad"),
        DemoPerson(email: "shop@demo.kontor.example", name: "Рустам Галиев", role: "buyer", client: "demo-master"),
        DemoPerson(email: "plant@demo.kontor.example", name: "Виктор Чернов", role: "buyer", client: "demo-uralmash"),
        DemoPerson(email: "two-clients@demo.kontor.example", name: "Лидия Громова", role: "buyer", client: "demo-stroygrad", secondClient: "demo-master"),
        DemoPerson(email: "admin@demo.kontor.example", name: "Елена Орлова", role: "administrator"),
        DemoPerson(email: "director@demo.kontor.example", name: "Павел Громов", role: "director"),
        DemoPerson(email: "manager@demo.kontor.example", name: "Ольга Ветрова", role: "manager"),
        DemoPerson(email: "manager2@demo.kontor.example", name: "Игорь Лапин", role: "manager"),
        DemoPerson(email: "credit@demo.kontor.example", name: "Нина Белова", role: "credit_controller"),
        DemoPerson(email: "warehouse@demo.kontor.example", name: "Артём Фролов", role: "warehouse"),
        DemoPerson(email: "catalogue@demo.kontor.example", name: "Светлана Мороз", role: "catalogue_manager"),
        DemoPerson(email: "marketing@demo.kontor.example", name: "Кира Лаврова", role: "marketing"),
        DemoPerson(email: "integrator@demo.kontor.example", name: "Обмен с 1С", role: "integrator"),
        DemoPerson(email: "supplier@demo.kontor.example", name: "Роман Котов", role: "administrator", supplier: "demo-supplier-uralkrep"),
        DemoPerson(email: "supplier-sales@demo.kontor.example", name: "Ирина Титова", role: "employee", supplier: "demo-supplier-uralkrep"),
        DemoPerson(email: "supplier2@demo.kontor.example", name: "Тимур Ахметов", role: "administrator", supplier: "demo-supplier-nordschraub"),
    ]
}

extension Writer {
    /// Lets those who buy for two clients belong to the second one too.
    func joinDemoClients() throws {
        for person in DemoPerson.all {
            guard let second = person.secondClient else { continue }
            try run("""
                INSERT INTO memberships (person_id, client_id, role) SELECT p.id, c.id, \(person.role) FROM people AS p JOIN clients AS c ON c.external_id = \(second) WHERE p.email = \(person.email)
                """)
        }
    }

    /// Requests to support in every state: one that waits too long, a fresh one, one answered, one closed.
    func askDemoSupport(at now: Instant) throws {
        func viewer(_ email: String, _ client: String) throws -> Viewer? {
            guard let person = try row("SELECT id FROM people WHERE email = \(email)"), let owner = try row("SELECT id FROM clients WHERE external_id = \(client)") else { return nil }
            return try self.viewer(person: try person.get("id"), client: try owner.get("id"), at: now)
        }
        func ago(_ hours: Int64) -> Instant { now.adding(seconds: -hours * 3600) }
        guard let buyer = try viewer("buyer@demo.kontor.example", "demo-stroygrad"), let shop = try viewer("shop@demo.kontor.example", "demo-master"),
            let accountant = try viewer("accountant@demo.kontor.example", "demo-stroygrad"), let manager = try viewer("manager@demo.kontor.example", "demo-stroygrad"),
            let second = try viewer("manager2@demo.kontor.example", "demo-master")
        else { return }
        let documents = try askSupport(
            SupportQuestion(.documents, "Акт сверки за квартал", "Пришлите, пожалуйста, акт сверки за прошлый квартал с печатью."), for: accountant, at: ago(75), in: self)
        try writeSupport("Акт отправлен по ЭДО сегодня утром, проверьте входящие.", to: documents, for: manager, at: ago(72), in: self)
        let delivery = try askSupport(SupportQuestion(.delivery, "Разгрузка после 18:00", "Можно ли принимать машины на складе после шести вечера?"), for: shop, at: ago(50), in: self)
        try writeSupport("Да, укажите это в комментарии к заказу: передадим перевозчику.", to: delivery, for: second, at: ago(46), in: self)
        try closeSupport(delivery, for: shop, at: ago(45), in: self)
        _ = try askSupport(SupportQuestion(.product, "Сертификат на кабель", "Нужен сертификат соответствия на партию кабеля для сдачи объекта."), for: buyer, at: ago(30), in: self)
        _ = try askSupport(SupportQuestion(.price, "Скидка на крепёж", "Берём паллету саморезов в месяц: возможна ли скидка?"), for: shop, at: ago(2), in: self)
        // Nobody is written to of a demo's own beginnings.
        try run("UPDATE jobs SET state = 'done', ended_at = \(now) WHERE kind = \(Letter.job) AND state = 'waiting' AND unique_key LIKE 'mail:support:%'")
    }
}

extension SupportQuestion {
    fileprivate init(_ topic: SupportTopic, _ subject: String, _ text: String) {
        self.init()
        (self.topic, self.subject, self.text) = (topic.rawValue, subject, text)
    }
}
