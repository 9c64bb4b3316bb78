import Formats
import Kernel
import Testing

@Suite("numbers, flags and rates of CommerceML")
struct CommerceMLNumberTests {
    @Test(
        "numbers",
        arguments: [
            ("231.7400", "231.7400"), ("21,6", "21.6"), ("-999\u{A0}999\u{A0}999,9", "-999999999.9"), (" 1 719 ", "1719"), ("1.234.567", "1234567"),
            ("1,234,567.50", "1234567.50"),
            ("1.234,50", "1234.50"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("1\u{202F}000", "1000"), ("0", "0"), ("007", "007"),
            ("1'000.5", "1000.5"), ("\u{2212}3", "-3"),
        ])
    func numbers(text: String, number: String) { #expect(CommerceML.number(text) == number) }

    @Test("what is no number", arguments: ["", " ", "-", ".", ",", "1 719 RUB", "1e3", "1.2,3.4", "12-3", "--1", "１", "0x10", "по запросу"])
    func noNumbers(text: String) { #expect(CommerceML.number(text) == nil) }

    @Test(
        "rates of tax",
        arguments: [
            ("22", VATRate.vat22), ("18%", .vat18), ("Без НДС", .none), ("без налога", .none), ("0", .vat0), ("10 %", .vat10), ("20.00", .vat20),
            ("20,0", .vat20),
        ])
    func rates(text: String, rate: VATRate) { #expect(CommerceML.vatRate(text) == rate) }

    @Test("what is no rate", arguments: ["", "13", "НДС", "22.5", "-10"])
    func noRates(text: String) { #expect(CommerceML.vatRate(text) == nil) }

    @Test("flags", arguments: [("true", true), ("Да", true), ("1", true), ("false", false), ("нет", false), ("0", false)])
    func flags(text: String, flag: Bool) {
        #expect(CommerceML.flag(text) == flag)
        #expect(CommerceML.flag(text + "?") == nil)
    }
}
