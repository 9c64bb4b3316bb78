import Kernel
import Testing

@Suite("numbers of organisations, banks and goods")
struct NumbersOfTradeTests {
    @Test("a taxpayer number is taken with right check digits only", arguments: ["7707083893", "500100732259", " 7707083893\u{A0}"])
    func validINN(text: String) { #expect(INN(text)?.text == text.trimmed) }

    @Test(
        "a wrong taxpayer number is refused",
        arguments: [
            "7701234563", "7707083894", "500100732258", "500100732269", "0012345678", "770708389", "77070838933", "", "77070838９3", "770708389x",
            "0000000000", "-707083893",
        ])
    func invalidINN(text: String) { #expect(INN(text) == nil) }

    @Test("a wrong digit in a taxpayer number of ten digits is always noticed")
    func everyDigitOfINNCounts() {
        for place in 0..<10 {
            var digits = Array("7707083893")
            let right = digits[place]
            for other in "0123456789" where other != right {
                digits[place] = other
                // Modulo 11 then 10 lets 10 and 0 fall together; for this number no single change does.
                #expect(INN(String(digits)) == nil, "\(String(digits))")
            }
        }
    }

    @Test("a person has twelve digits, an organisation ten")
    func persons() {
        #expect(INN("500100732259")?.isPerson == true)
        #expect(INN("7707083893")?.isPerson == false)
        #expect(OGRN("304500116000157")?.isPerson == true)
    }

    @Test(
        "register numbers",
        arguments: [
            ("1027700132195", true), ("304500116000157", true), ("1027700132196", false), ("304500116000158", false), ("102770013219", false),
            ("0000000000000", false), ("", false),
        ])
    func ogrn(text: String, valid: Bool) { #expect((OGRN(text) != nil) == valid) }

    @Test(
        "reason codes of registration",
        arguments: [
            ("770701001", true), ("773601001", true), ("7707AB001", true), (" 010101001 ", true), ("000101001", false), ("77070100", false),
            ("7707010011", false), ("7707ab001", false),
            ("7707ЯЯ001", false), ("A70701001", false), ("77070100A", false),
        ])
    func kpp(text: String, valid: Bool) { #expect((KPP(text) != nil) == valid) }

    @Test(
        "an account is proved against its bank",
        arguments: [
            ("30101810400000000225", true), ("40702810400000000005", true), ("40702810500000000005", false), ("30101810400000000226", false),
            ("4070281040000000000", false),
            ("4070281040000000000X", false), ("40702Я10400000000005", false), ("", false),
        ])
    func accounts(number: String, valid: Bool) throws {
        let bank = try #require(BIC("044525225"))
        #expect((BankAccount(number, in: bank) != nil) == valid)
    }

    @Test(
        "accounts of real exports",
        arguments: [
            ("40702810760100009966", "040702615"), ("30101810907020000615", "040702615"), ("40702810252000000007", "046015602"),
            ("03214643000000012100", "010702101"),
            ("40102810345370000013", "010702101"), ("30302810800020000004", "044030786"),
        ])
    func realAccounts(number: String, bank: String) throws {
        let bank = try #require(BIC(bank))
        #expect(BankAccount(number, in: bank) != nil)
        for place in [0, 8, 19] where !number.hasPrefix("03") {
            var changed = Array(number)
            changed[place] = changed[place] == "9" ? "8" : "9"
            #expect(BankAccount(String(changed), in: bank) == nil)
        }
    }

    @Test(
        "bank codes",
        arguments: [("044525225", true), ("014030106", true), ("144525225", false), ("09452522", false), ("094525225", false), ("", false)])
    func bic(text: String, valid: Bool) { #expect((BIC(text) != nil) == valid) }

    @Test(
        "article numbers of GS1 get fourteen digits",
        arguments: [
            ("4601234567893", "04601234567893"), ("40123455", "00000040123455"), ("14601234567890", "14601234567890"),
            (" 036000291452 ", "00036000291452"),
        ])
    func validGTIN(text: String, normal: String) { #expect(GTIN(text)?.text == normal) }

    @Test(
        "a wrong article number of GS1 is refused",
        arguments: ["4601234567894", "40123456", "14601234567891", "460123456789", "", "00000000", "46012345678９3", "4601234567893 4601234567893"])
    func invalidGTIN(text: String) { #expect(GTIN(text) == nil) }

    @Test("a GTIN is printed in its usual length, and numbers of a shop are told apart")
    func printedGTIN() {
        #expect(GTIN("4601234567893")?.printed == "4601234567893")
        #expect(GTIN("40123455")?.printed == "40123455")
        #expect(GTIN("14601234567890")?.printed == "14601234567890")
        #expect(GTIN("036000291452")?.printed == "0036000291452")
        #expect(GTIN("2012345678903")?.isInStore == true)
        #expect(GTIN("4601234567893")?.isInStore == false)
        #expect(GTIN("04601234567893") == GTIN("4601234567893"))
    }

    @Test(
        "units by code and by name",
        arguments: [
            ("796 ", "шт", "796"), ("006", "Метр", "006"), ("778", "УПАК.", "778"), ("8751", "кор", "8751"), ("055", "м²", "055"),
            ("018", "пог.м", "018"), ("798", "тыс.шт", "798"),
        ])
    func units(code: String, name: String, found: String) {
        #expect(Unit(code: code)?.code == found)
        #expect(Unit(short: name)?.code == found)
    }

    @Test("codes below three characters and unknown names are no units", arguments: ["6", "79", "", "796x", "12345", "999"])
    func noUnits(code: String) {
        #expect(Unit(code: code) == nil)
        #expect(Unit(short: code) == nil)
    }

    @Test("every unit of the list is found by its own code and name")
    func unitList() {
        #expect(Unit.all.count == 38)
        for unit in Unit.all {
            #expect(Unit(code: unit.code) == unit)
            #expect(Unit(short: unit.short) == unit)
        }
    }

    @Test("numbers of the trade never trap on any text")
    func fuzz() {
        var random = SeededGenerator(seed: 7_707_083_893)
        for _ in 0..<20_000 {
            let text = Bool.random(using: &random) ? random.text(upTo: 21) : String(random.extremeInt64())
            _ = (INN(text), KPP(text), OGRN(text), BIC(text), GTIN(text), Unit(code: text), Unit(short: text))
            if let bank = BIC("044525225") { _ = BankAccount(text, in: bank) }
        }
    }
}
