/// Fasteners of the demo. Sold by hundreds, as warehouses keep them.
let demoFasteners: [DemoFamily] = [
    DemoFamily(
        category: "demo-bolts", brand: "demo-uralkrep", article: "UK-933",
        name: "Болт шестигранный DIN 933 М{thread}х{length} кл.пр. 8.8 оцинкованный",
        axes: [.init(.thread, ["6", "8", "10", "12", "16", "20"]), .init(.length, ["20", "30", "40", "50", "60", "80"])],
        price: { 120 + 0.085 * $0[0] * $0[0] * $0[1] }, multiple: 10, pack: 100, weight: { 0.0052 * $0[0] * $0[0] * $0[1] + 2 },
        note: "С полной резьбой, цинк 8 мкм."),
    DemoFamily(
        category: "demo-screws", brand: "demo-nordschraub", article: "NS-912",
        name: "Винт DIN 912 М{thread}х{length} кл.пр. {strength} внутренний шестигранник",
        axes: [.init(.thread, ["4", "5", "6", "8", "10"]), .init(.length, ["12", "20", "30", "40"]), .init(.strength, ["8.8", "12.9"])],
        price: { 150 + 0.12 * $0[0] * $0[0] * $0[1] }, multiple: 10, pack: 200, weight: { 0.005 * $0[0] * $0[0] * $0[1] + 1 }, country: "Германия"),
    DemoFamily(
        category: "demo-nuts", brand: "demo-uralkrep", article: "UK-934", name: "Гайка шестигранная DIN 934 М{thread} кл.пр. 8 {coating}",
        axes: [.init(.thread, ["4", "5", "6", "8", "10", "12", "16", "20", "24"]), .init(.coating, ["оцинкованная", "без покрытия"])],
        price: { 45 + 4.4 * $0[0] * $0[0] }, multiple: 100, pack: 500, weight: { 0.11 * $0[0] * $0[0] }),
    DemoFamily(
        category: "demo-nuts", brand: "demo-nordschraub", article: "NS-985", name: "Гайка самоконтрящаяся DIN 985 М{thread} кл.пр. 8 оцинкованная",
        axes: [.init(.thread, ["4", "5", "6", "8", "10", "12", "16", "20"])],
        price: { 90 + 6.1 * $0[0] * $0[0] }, multiple: 100, pack: 500, weight: { 0.12 * $0[0] * $0[0] }, country: "Германия"),
    DemoFamily(
        category: "demo-washers", brand: "demo-uralkrep", article: "UK-SH", name: "Шайба {standard} М{thread} оцинкованная",
        axes: [.init(.standard, ["DIN 125", "DIN 127", "DIN 9021"]), .init(.thread, ["4", "5", "6", "8", "10", "12", "16", "20"])],
        price: { 22 + 1.9 * $0[1] * $0[1] }, multiple: 100, pack: 1000, weight: { 0.05 * $0[1] * $0[1] }),
    DemoFamily(
        category: "demo-self-tapping", brand: "demo-uralkrep", article: "UK-SM",
        name: "Саморез по металлу {diameter}х{length} мм потай оцинкованный, 500 шт",
        axes: [.init(.diameter, ["3.5", "4.2"]), .init(.length, ["16", "25", "35", "45", "55", "75"])],
        price: { 9_000 + 190 * $0[0] * $0[1] }, unit: "778", pack: 12, weight: { 6 * $0[0] * $0[1] }, note: "Мелкий шаг резьбы, острый наконечник."),
    DemoFamily(
        category: "demo-self-tapping", brand: "demo-uralkrep", article: "UK-SK", name: "Саморез кровельный {diameter}х{length} мм {colour}, 250 шт",
        axes: [.init(.diameter, ["4.8", "5.5"]), .init(.length, ["19", "29", "51"]), .init(.colour, ["RAL 3005", "RAL 7024", "цинк"])],
        price: { 21_000 + 170 * $0[0] * $0[1] }, unit: "778", pack: 8, weight: { 8 * $0[0] * $0[1] }, note: "Со сверлом и шайбой EPDM."),
    DemoFamily(
        category: "demo-anchors", brand: "demo-nordschraub", article: "NS-AK", name: "Анкер клиновой М{diameter}х{length} мм оцинкованный",
        axes: [.init(.diameter, ["8", "10", "12", "16"]), .init(.length, ["65", "95", "120", "150"])],
        price: { 380 + 1.15 * $0[0] * $0[1] }, multiple: 5, pack: 50, weight: { 0.085 * $0[0] * $0[1] }, country: "Германия",
        note: "Для бетона классов С20/25–С50/60."),
    DemoFamily(
        category: "demo-anchors", brand: "demo-uralkrep", article: "UK-DG", name: "Дюбель-гвоздь {diameter}х{length} мм потай полипропилен, 100 шт",
        axes: [.init(.diameter, ["6", "8"]), .init(.length, ["40", "60", "80"])],
        price: { 3_800 + 21 * $0[0] * $0[1] }, unit: "778", pack: 20, weight: { 0.9 * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-rods", brand: "demo-uralkrep", article: "UK-975", name: "Шпилька резьбовая DIN 975 М{thread}х1000 {coating}",
        axes: [.init(.thread, ["6", "8", "10", "12", "16", "20"]), .init(.coating, ["оцинкованная", "нержавеющая A2"])],
        price: { 1_900 + 96 * $0[0] * $0[0] }, pack: 10, weight: { 5.8 * $0[0] * $0[0] }),
]
