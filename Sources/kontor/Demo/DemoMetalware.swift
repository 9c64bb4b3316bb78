/// More fasteners: metric, for wood and sheet, for walls, and what holds beams together.
let demoMetalware: [DemoFamily] = [
    DemoFamily(
        category: "demo-bolts", brand: "demo-uralkrep", article: "UK-931", name: "Болт DIN 931 М{thread}х{length} кл.пр. {strength} неполная резьба {coating}",
        axes: [
            .init(.thread, ["8", "10", "12", "16", "20", "24", "30"]), .init(.length, ["50", "60", "70", "80", "90", "100", "120", "140", "160", "200"]),
            .init(.strength, ["8.8", "10.9"]), .init(.coating, ["цинк", "без покрытия"]),
        ],
        price: { 180 + 0.088 * $0[0] * $0[0] * $0[1] }, multiple: 5, pack: 50, weight: { 0.0058 * $0[0] * $0[0] * $0[1] + 4 },
        allows: { $0[1] >= 4 * $0[0] && $0[1] <= 14 * $0[0] }),
    DemoFamily(
        category: "demo-bolts", brand: "demo-nordschraub", article: "NS-933A", name: "Болт DIN 933 М{thread}х{length} нержавеющий {steel}",
        axes: [
            .init(.thread, ["4", "5", "6", "8", "10", "12", "16"]), .init(.length, ["10", "12", "16", "20", "25", "30", "40", "50", "60", "80", "100"]),
            .init(.steel, ["A2", "A4"]),
        ],
        price: { 260 + 0.31 * $0[0] * $0[0] * $0[1] }, multiple: 10, pack: 100, weight: { 0.0052 * $0[0] * $0[0] * $0[1] + 2 }, country: "Германия",
        allows: { $0[1] >= 2 * $0[0] && $0[1] <= 10 * $0[0] }),
    DemoFamily(
        category: "demo-bolts", brand: "demo-uralkrep", article: "UK-603", name: "Болт мебельный DIN 603 М{thread}х{length} цинк",
        axes: [.init(.thread, ["5", "6", "8", "10", "12"]), .init(.length, ["20", "25", "30", "40", "50", "60", "70", "80", "100", "120", "150"])],
        price: { 130 + 0.09 * $0[0] * $0[0] * $0[1] }, multiple: 10, pack: 100, weight: { 0.0055 * $0[0] * $0[0] * $0[1] },
        allows: { $0[1] >= 4 * $0[0] && $0[1] <= 16 * $0[0] }),
    DemoFamily(
        category: "demo-screws", brand: "demo-nordschraub", article: "NS-7985", name: "Винт DIN 7985 М{thread}х{length} полукруглая головка PH {coating}",
        axes: [
            .init(.thread, ["3", "4", "5", "6", "8"]), .init(.length, ["6", "8", "10", "12", "16", "20", "25", "30", "40", "50"]),
            .init(.coating, ["цинк", "нержавеющий A2"]),
        ],
        price: { 60 + 0.11 * $0[0] * $0[0] * $0[1] }, multiple: 100, pack: 1000, weight: { 0.005 * $0[0] * $0[0] * $0[1] + 0.5 }, country: "Германия",
        allows: { $0[1] >= 1.5 * $0[0] && $0[1] <= 11 * $0[0] }),
    DemoFamily(
        category: "demo-screws", brand: "demo-nordschraub", article: "NS-965", name: "Винт DIN 965 М{thread}х{length} потай PH цинк",
        axes: [.init(.thread, ["3", "4", "5", "6", "8"]), .init(.length, ["6", "8", "10", "12", "16", "20", "25", "30", "40", "50", "60"])],
        price: { 55 + 0.1 * $0[0] * $0[0] * $0[1] }, multiple: 100, pack: 1000, weight: { 0.0048 * $0[0] * $0[0] * $0[1] + 0.5 }, country: "Германия",
        allows: { $0[1] >= 1.5 * $0[0] && $0[1] <= 11 * $0[0] }),
    DemoFamily(
        category: "demo-screws", brand: "demo-nordschraub", article: "NS-7991", name: "Винт DIN 7991 М{thread}х{length} потай внутренний шестигранник 10.9",
        axes: [.init(.thread, ["4", "5", "6", "8", "10", "12"]), .init(.length, ["10", "12", "16", "20", "25", "30", "40", "50", "60", "80"])],
        price: { 140 + 0.13 * $0[0] * $0[0] * $0[1] }, multiple: 10, pack: 200, weight: { 0.005 * $0[0] * $0[0] * $0[1] + 1 }, country: "Германия",
        allows: { $0[1] >= 2 * $0[0] && $0[1] <= 9 * $0[0] }),
    DemoFamily(
        category: "demo-nuts", brand: "demo-nordschraub", article: "NS-934A", name: "Гайка DIN 934 М{thread} нержавеющая {steel}",
        axes: [.init(.thread, ["3", "4", "5", "6", "8", "10", "12", "14", "16", "20", "24"]), .init(.steel, ["A2", "A4"])],
        price: { 90 + 12 * $0[0] * $0[0] }, multiple: 50, pack: 200, weight: { 0.11 * $0[0] * $0[0] }, country: "Германия"),
    DemoFamily(
        category: "demo-nuts", brand: "demo-uralkrep", article: "UK-6923", name: "Гайка с фланцем DIN 6923 М{thread} кл.пр. {strength} цинк",
        axes: [.init(.thread, ["5", "6", "8", "10", "12", "16"]), .init(.strength, ["8", "10"])],
        price: { 70 + 5.6 * $0[0] * $0[0] }, multiple: 100, pack: 500, weight: { 0.15 * $0[0] * $0[0] }),
    DemoFamily(
        category: "demo-nuts", brand: "demo-uralkrep", article: "UK-1587", name: "Гайка {standard} М{thread} цинк",
        axes: [
            .init(.standard, ["колпачковая DIN 1587", "барашковая DIN 315", "соединительная DIN 6334", "забивная мебельная"]),
            .init(.thread, ["4", "5", "6", "8", "10", "12"]),
        ],
        price: { 160 + 11 * $0[1] * $0[1] }, multiple: 50, pack: 200, weight: { 0.2 * $0[1] * $0[1] }),
    DemoFamily(
        category: "demo-washers", brand: "demo-nordschraub", article: "NS-SHA", name: "Шайба {standard} М{thread} нержавеющая A2",
        axes: [.init(.standard, ["DIN 125", "DIN 127", "DIN 9021", "DIN 6798"]), .init(.thread, ["3", "4", "5", "6", "8", "10", "12", "16", "20"])],
        price: { 45 + 4.4 * $0[1] * $0[1] }, multiple: 100, pack: 500, weight: { 0.05 * $0[1] * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-self-tapping", brand: "demo-uralkrep", article: "UK-SD", name: "Саморез по дереву {diameter}х{length} мм крупный шаг {coating}, {kit}",
        axes: [
            .init(.diameter, ["3.5", "3.8", "4.2", "4.8"]), .init(.length, ["16", "25", "32", "41", "51", "64", "76", "89", "102", "127"]),
            .init(.coating, ["фосфат", "жёлтый цинк"]), .init(.kit, ["200 шт", "1000 шт"]),
        ],
        price: { 7_000 + 150 * $0[0] * $0[1] }, unit: "778", pack: 10, weight: { 4.5 * $0[0] * $0[1] }, note: "Для гипсокартона и дерева.",
        allows: { $0[1] >= 5 * $0[0] && $0[1] <= 22 * $0[0] + 12 }),
    DemoFamily(
        category: "demo-self-tapping", brand: "demo-uralkrep", article: "UK-KL", name: "Саморез с прессшайбой {diameter}х{length} мм {kind} цинк, 500 шт",
        axes: [
            .init(.diameter, ["4.2"]), .init(.length, ["13", "16", "19", "25", "32", "41", "51", "76"]), .init(.kind, ["острый", "со сверлом"]),
        ],
        price: { 14_000 + 160 * $0[0] * $0[1] }, unit: "778", pack: 10, weight: { 6 * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-self-tapping", brand: "demo-nordschraub", article: "NS-571", name: "Глухарь DIN 571 {diameter}х{length} мм цинк",
        axes: [.init(.diameter, ["6", "8", "10", "12"]), .init(.length, ["40", "50", "60", "70", "80", "100", "120", "140", "160"])],
        price: { 160 + 0.4 * $0[0] * $0[1] }, multiple: 10, pack: 100, weight: { 0.035 * $0[0] * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-self-tapping", brand: "demo-nordschraub", article: "NS-TX", name: "Шуруп конструкционный {diameter}х{length} мм {tip} тарельчатая головка",
        axes: [
            .init(.diameter, ["6", "8", "10"]), .init(.length, ["60", "80", "100", "120", "140", "160", "180", "200", "240", "280"]), .init(.tip, ["TX30", "TX40"]),
        ],
        price: { 700 + 1.5 * $0[0] * $0[1] }, multiple: 10, pack: 50, weight: { 0.04 * $0[0] * $0[1] }, country: "Германия",
        allows: { ($0[0] < 8) == ($0[2] == 1 && $0[1] <= 200) || $0[0] >= 8 }),
    DemoFamily(
        category: "demo-anchors", brand: "demo-nordschraub", article: "NS-AR", name: "Болт анкерный с гайкой {diameter}х{length} мм",
        axes: [.init(.diameter, ["6.5", "8", "10", "12", "16", "20"]), .init(.length, ["25", "36", "40", "50", "60", "65", "77", "99", "111", "129", "147", "180"])],
        price: { 240 + 1.2 * $0[0] * $0[1] }, multiple: 5, pack: 50, weight: { 0.08 * $0[0] * $0[1] }, country: "Германия",
        allows: { $0[1] >= 3.5 * $0[0] && $0[1] <= 13 * $0[0] }),
    DemoFamily(
        category: "demo-anchors", brand: "demo-uralkrep", article: "UK-DR", name: "Дюбель распорный {diameter}х{length} мм {steel}, {kit}",
        axes: [
            .init(.diameter, ["5", "6", "8", "10", "12"]), .init(.length, ["25", "30", "40", "50", "60", "70", "80"]),
            .init(.steel, ["полипропилен", "нейлон"]), .init(.kit, ["100 шт", "500 шт"]),
        ],
        price: { 1_800 + 9 * $0[0] * $0[1] }, unit: "778", pack: 20, weight: { 0.4 * $0[0] * $0[1] }, allows: { $0[1] >= 4.5 * $0[0] && $0[1] <= 8.5 * $0[0] }),
    DemoFamily(
        category: "demo-anchors", brand: "demo-nordschraub", article: "NS-DF", name: "Дюбель фасадный {diameter}х{length} мм с шурупом",
        axes: [.init(.diameter, ["8", "10"]), .init(.length, ["80", "100", "115", "120", "140", "160", "200"])],
        price: { 900 + 2.2 * $0[0] * $0[1] }, multiple: 10, pack: 50, weight: { 0.05 * $0[0] * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-anchors", brand: "demo-nordschraub", article: "NS-HA", name: "Анкер химический {kind} {volume} мл",
        axes: [.init(.kind, ["полиэстер", "винилэстер", "эпоксидный", "зимний"]), .init(.volume, ["150", "300", "400"])],
        price: { 34_000 + 160 * $0[1] }, pack: 12, weight: { 1.9 * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-rods", brand: "demo-uralkrep", article: "UK-SHP", name: "Шпилька резьбовая DIN 975 М{thread}х{length} кл.пр. {strength} цинк",
        axes: [
            .init(.thread, ["6", "8", "10", "12", "14", "16", "18", "20", "22", "24", "27", "30"]), .init(.length, ["1000", "2000"]),
            .init(.strength, ["4.8", "5.8", "8.8", "10.9"]),
        ],
        price: { 1.8 * $0[1] + 0.09 * $0[0] * $0[0] * $0[1] }, pack: 10, weight: { 0.0058 * $0[0] * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-rivets", brand: "demo-uralkrep", article: "UK-ZV", name: "Заклёпка вытяжная {diameter}х{length} мм {steel}, {kit}",
        axes: [
            .init(.diameter, ["3.2", "4", "4.8", "6.4"]), .init(.length, ["6", "8", "10", "12", "14", "16", "18", "20", "24"]),
            .init(.steel, ["алюминий/сталь", "сталь/сталь", "нержавеющая A2"]), .init(.kit, ["50 шт", "1000 шт"]),
        ],
        price: { 4_000 + 90 * $0[0] * $0[1] }, unit: "778", pack: 20, weight: { 2 * $0[0] * $0[1] }, allows: { $0[1] >= 1.8 * $0[0] && $0[1] <= 5 * $0[0] }),
    DemoFamily(
        category: "demo-rivets", brand: "demo-uralkrep", article: "UK-GV", name: "Гвоздь {kind} {diameter}х{length} мм, 5 кг",
        axes: [
            .init(.kind, ["строительный", "винтовой", "ершёный", "шиферный"]), .init(.diameter, ["2", "2.5", "3", "3.5", "4", "5"]),
            .init(.length, ["40", "50", "60", "70", "80", "90", "100", "120", "150"]),
        ],
        price: { _ in 62_000 }, unit: "778", pack: 4, weight: { _ in 5_000 }, allows: { $0[2] >= 18 * $0[1] && $0[2] <= 30 * $0[1] }),
    DemoFamily(
        category: "demo-perforated", brand: "demo-uralkrep", article: "UK-KU", name: "Уголок крепёжный {width}х{height}х{depth}х{thickness} мм {coating}",
        axes: [
            .init(.width, ["40", "50", "70", "90", "105", "130"]), .init(.height, ["40", "50", "70", "90", "105", "130"]), .init(.depth, ["40", "55", "65", "90", "100"]),
            .init(.thickness, ["2", "2.5"]), .init(.coating, ["цинк", "усиленный цинк"]),
        ],
        price: { 500 + 0.6 * ($0[0] + $0[1]) * $0[2] * $0[3] / 3 }, multiple: 10, pack: 50, weight: { 0.0078 * ($0[0] + $0[1]) * $0[2] * $0[3] },
        allows: { $0[0] == $0[1] && $0[2] <= $0[0] * 1.4 && $0[2] >= $0[0] * 0.6 }),
    DemoFamily(
        category: "demo-perforated", brand: "demo-uralkrep", article: "UK-PK", name: "Пластина крепёжная {width}х{length}х{thickness} мм цинк",
        axes: [.init(.width, ["40", "60", "80", "100"]), .init(.length, ["100", "140", "180", "200", "240", "300"]), .init(.thickness, ["2", "2.5"])],
        price: { 400 + 0.17 * $0[0] * $0[1] * $0[2] }, multiple: 10, pack: 50, weight: { 0.0078 * $0[0] * $0[1] * $0[2] }),
    DemoFamily(
        category: "demo-perforated", brand: "demo-uralkrep", article: "UK-HB", name: "Хомут червячный {range} мм {width} мм {steel}",
        axes: [
            .init(.range, ["8-12", "10-16", "12-20", "16-25", "20-32", "25-40", "32-50", "40-60", "50-70", "60-80", "70-90", "90-110", "100-120"]), .init(.width, ["9", "12"]),
            .init(.steel, ["W1", "W2", "W4"]),
        ],
        price: { _ in 1_900 }, multiple: 10, pack: 100, weight: { _ in 20 }),
    DemoFamily(
        category: "demo-perforated", brand: "demo-uralkrep", article: "UK-HT", name: "Хомут трубный {pipe}\" М{thread} с резиной",
        axes: [.init(.pipe, ["1/4", "3/8", "1/2", "3/4", "1", "1 1/4", "1 1/2", "2", "2 1/2", "3", "4"]), .init(.thread, ["8", "10"])],
        price: { _ in 4_600 }, multiple: 10, pack: 50, weight: { _ in 90 }),
]
