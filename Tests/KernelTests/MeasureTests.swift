import Kernel
import Testing

@Suite("numbers with units")
struct MeasureTests {
    @Test(
        "a number is read as people type it, in the unit of the parameter or another of its kind",
        arguments: [
            ("0,75 кВт", "Вт", "750"), ("0.75кВт", "Вт", "750"), ("750", "Вт", "750"), ("750 Вт", "кВт", "0.75"), ("1,5 МВт", "кВт", "1500"), ("1 квт", "Вт", "1000"),
            ("1 kW", "Вт", "1000"), ("1 000,5", "мм", "1000.5"), ("1\u{A0}000", "мм", "1000"), ("2,5 мм2", "мм²", "2.5"), ("1 см²", "мм²", "100"), ("30 мА", "А", "0.03"),
            ("0,03 А", "мА", "30"), ("-5", "°C", "-5"), ("−5 °C", "°C", "-5"), ("+5", nil, "5"), (",5", "м", "0.5"), ("10 бар", "МПа", "1"), ("5 А·ч", "мА·ч", "5000"),
            ("3 ШТ", "ШТ", "3"), ("6,400", "кг", "6.4"), ("2 м", "мм", "2000"), ("50 ML", "л", "0.05"),
        ])
    func read(_ text: String, _ unit: String?, _ decimal: String) throws { #expect(try Measure.decimal(text, in: unit) == decimal) }

    @Test(
        "what is no number is refused",
        arguments: [
            "", " ", "сто", "-", "1e5", "1-2", "1,5.2", "1.000.000", "5,", "--5", "0x10", "99999999999999999999", "0,0000001", "inf", "NaN", "٣", "1;2", "١٢", "\u{0}1",
            String(repeating: "1 ", count: 5000),
        ])
    func refuse(_ text: String) { #expect(throws: Measure.Problem.self) { try Measure.decimal(text, in: nil) } }

    @Test(
        "a unit of another kind is refused by its name, and so is one that may mean two",
        arguments: [("5 кг", "Вт", "кг"), ("5 мвт", "Вт", "мвт"), ("5 мм", "мм²", "мм"), ("5 шт", nil, "шт"), ("5 Вт <b>", "Вт", "Вт <b>"), ("7 попугаев", "м", "попугаев")])
    func other(_ text: String, _ unit: String?, _ typed: String) {
        #expect(throws: Measure.Problem.otherUnit(typed)) { try Measure.decimal(text, in: unit) }
    }

    @Test("what cannot be told to six places or is too large is no number") func limits() {
        for (text, unit) in [("0,1 мм", "км"), ("999999999 Гн", "пГн"), ("9999999999999 км", "мкм")] {
            #expect(throws: Measure.Problem.notANumber) { try Measure.decimal(text, in: unit) }
        }
    }

    @Test("a quantity in the other units of its kind")
    func others() {
        let others = Measure.others("0.5", "м")
        #expect(others.contains { $0 == ("500", "мм") } && others.contains { $0 == ("50", "см") } && others.contains { $0 == ("500000", "мкм") })
        #expect(!others.contains { $0.unit == "м" || $0.unit == "км" && $0.number != "0.0005" })
        #expect(Measure.others("5", "шт").isEmpty && Measure.others("пять", "м").isEmpty && Measure.others("99999999999999999999", "м").isEmpty)
    }
}
