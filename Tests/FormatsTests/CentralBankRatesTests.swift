import Formats
import Testing

@Suite("The Central Bank's rates")
struct CentralBankRatesTests {
    private static let file = """
        <?xml version="1.0" encoding="windows-1251"?>
        <ValCurs Date="12.09.2026" name="Foreign Currency Market">
        <Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>@</Name><Value>82,9977</Value><VunitRate>82,9977</VunitRate></Valute>
        <Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal><Name>@</Name><Value>15,6789</Value></Valute>
        </ValCurs>
        """

    /// «Доллар» in windows-1251.
    private static let name: [UInt8] = [0xC4, 0xEE, 0xEB, 0xEB, 0xE0, 0xF0]

    @Test("are read with their day, nominals and decimal commas")
    func rates() throws {
        let bytes = Array(Self.file.utf8).flatMap { $0 == UInt8(ascii: "@") ? Self.name : [$0] }
        #expect(CentralBankRates.isBeginning(bytes))
        let rates = try CentralBankRates(MemorySource(bytes, piece: 7))
        #expect(rates.day == "2026-09-12")
        #expect(rates.rates.map(\.code) == ["USD", "KZT"])
        #expect(rates.rates.map(\.nominal) == ["1", "100"])
        #expect(rates.rates.map(\.value) == ["82.9977", "15.6789"])
    }

    @Test("a file cut off, of another kind or empty is a problem", arguments: ["<ValCurs Date=\"12.09.2026\"><Valute>", "<КоммерческаяИнформация/>", ""])
    func broken(_ text: String) {
        #expect(throws: XMLProblem.self) { try CentralBankRates(MemorySource(text)) }
    }
}
