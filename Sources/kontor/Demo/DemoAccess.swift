import Customers
import Database
import Journal
import Kernel

extension DemoPerson {
    /// Of each client that has nobody yet a buyer and an administrator, so that every card, list and choice of people has somebody in it.
    static let ofOtherClients: [DemoPerson] = [
        ("energo", "Тамара Шилова", "Аркадий Пестов"), ("sibir", "Глеб Ушаков", "Вера Наумова"), ("domovoy", "Инна Седова", "Эдуард Ким"), ("svet", "Яков Левин", "Зоя Фёдорова"),
        ("agro", "Пелагея Тихонова", "Борис Кравец"), ("krepmarket", "Стас Дёмин", "Алла Юдина"), ("teplo", "Раиса Козлова", "Фёдор Мельник"),
        ("remont", "Дарья Ершова", "Лев Абрамов"), ("vostok", "Ким Осипов", "Ульяна Чижова"),
    ].flatMap { name, buyer, administrator in
        [
            DemoPerson(email: "buyer-\(name)@demo.kontor.example", name: buyer, role: "buyer", client: "demo-\(name)"),
            DemoPerson(email: "admin-\(name)@demo.kontor.example", name: administrator, role: "administrator", client: "demo-\(name)"),
        ]
    }
}

extension Writer {
    /// A department and an own role of the first client, and a company that asks to be let in.
    func openDemoAccess(at now: Instant) throws {
        guard let person = try row("SELECT id FROM people WHERE email = 'client-admin@demo.kontor.example'"), let client = try row("SELECT id FROM clients WHERE external_id = 'demo-stroygrad'"),
            let administrator = try viewer(person: try person.get("id"), client: try client.get("id"), at: now)
        else { return }
        try addDepartment("Комплектация объектов", for: administrator, at: now, in: self)
        try saveRole(nil, name: "Снабженец объекта", rights: [.seePrices, .seeStock, .order, .seeOrders], for: administrator, at: now, in: self)
        // Without a consent, whose text only the house itself puts in force.
        let asked = now.adding(seconds: -5 * 3600)
        if let id: Int64 = try rows("""
            INSERT INTO registrations (inn, company, name, email, phone, note, language, created_at)
            VALUES ('7736050003', 'ООО «Новые сети»', 'Пётр Игнатов', 'ignatov@new-networks.example', '+7 495 000-00-00', 'Строим подстанции, нужны кабель и крепёж.', 'ru', \(asked))
            RETURNING id
            """).first?.get("id")
        {
            try record(JournalEntry("registrations", "created", ids: [id], by: .system, ["inn": "7736050003"]), at: asked)
        }
    }
}
