/// More tools, what they wear out, and what protects those who hold them.
let demoWorkshop: [DemoFamily] = [
    DemoFamily(
        category: "demo-drills", brand: "demo-kalibr", article: "KL-SVD", name: "Сверло по металлу длинное {diameter} мм {steel} DIN 340",
        axes: [.init(.steel, ["HSS", "HSS-Co5"]), .init(.diameter, ["2", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7", "8", "9", "10", "11", "12", "13"])],
        price: { 5_200 + 420 * $0[1] * $0[1] }, pack: 10, weight: { 1.4 * $0[1] * $0[1] }),
    DemoFamily(
        category: "demo-drills", brand: "demo-instgrad", article: "IG-SD", name: "Сверло по дереву {kind} {diameter}х{length} мм",
        axes: [
            .init(.kind, ["спиральное", "винтовое Левиса", "перовое"]), .init(.diameter, ["6", "8", "10", "12", "16", "18", "20", "25", "32"]), .init(.length, ["150", "230", "460"]),
        ],
        price: { 5_000 + 8 * $0[1] * $0[2] / 2 }, weight: { 0.05 * $0[1] * $0[2] / 2 }, allows: { $0[1] * 20 >= $0[2] }),
    DemoFamily(
        category: "demo-drills", brand: "demo-hartmeister", article: "HM-SK", name: "Сверло по бетону {diameter}х{length} мм твёрдый сплав",
        axes: [.init(.diameter, ["4", "5", "6", "8", "10", "12", "14"]), .init(.length, ["75", "85", "100", "120", "150", "200"])],
        price: { 4_100 + 6 * $0[0] * $0[1] }, weight: { 0.05 * $0[0] * $0[1] }, country: "Германия", allows: { $0[1] >= 10 * $0[0] && $0[1] <= 25 * $0[0] }),
    DemoFamily(
        category: "demo-drills", brand: "demo-hartmeister", article: "HM-KR", name: "Коронка {steel} {diameter} мм",
        axes: [
            .init(.steel, ["биметаллическая", "по бетону SDS-plus", "алмазная по плитке"]),
            .init(.diameter, ["16", "20", "25", "32", "35", "38", "44", "51", "57", "64", "68", "76", "82", "102"]),
        ],
        price: { 22_000 + 900 * $0[1] }, weight: { 4 * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-bits-sds", brand: "demo-hartmeister", article: "HM-MAX", name: "Бур SDS-max {diameter}х{length} мм",
        axes: [.init(.diameter, ["12", "14", "16", "18", "20", "22", "25", "28", "32", "40"]), .init(.length, ["340", "540", "690", "800", "940"])],
        price: { 38_000 + 12 * $0[0] * $0[1] }, weight: { 0.08 * $0[0] * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-bits-sds", brand: "demo-hartmeister", article: "HM-ZB", name: "Зубило {kind} {width}х{length} мм {drive}",
        axes: [
            .init(.kind, ["пикообразное", "плоское", "лопаточное"]), .init(.width, ["14", "20", "40", "50"]), .init(.length, ["250", "280", "400"]), .init(.drive, ["SDS-plus", "SDS-max"]),
        ],
        price: { 16_000 + 80 * $0[1] + 60 * $0[2] }, weight: { 1.4 * $0[2] }, country: "Германия", allows: { $0[2] < 400 ? $0[1] < 50 : $0[1] > 14 }),
    DemoFamily(
        category: "demo-discs", brand: "demo-kalibr", article: "KL-LK", name: "Круг лепестковый торцевой {diameter} мм P{grit} {kind}",
        axes: [
            .init(.diameter, ["115", "125", "150", "180"]), .init(.grit, ["24", "36", "40", "60", "80", "100", "120"]), .init(.kind, ["по металлу", "цирконат"]),
        ],
        price: { 9_000 + 70 * $0[0] }, multiple: 5, pack: 10, weight: { 0.9 * $0[0] }),
    DemoFamily(
        category: "demo-discs", brand: "demo-kalibr", article: "KL-SHL", name: "Круг шлифовальный на липучке {diameter} мм P{grit}, {kit}",
        axes: [
            .init(.diameter, ["115", "125", "150"]), .init(.grit, ["40", "60", "80", "100", "120", "150", "180", "220", "240", "320", "400"]), .init(.kit, ["5 шт", "50 шт"]),
        ],
        price: { 7_000 + 40 * $0[0] }, unit: "778", pack: 10, weight: { _ in 90 }),
    DemoFamily(
        category: "demo-discs", brand: "demo-hartmeister", article: "HM-DP", name: "Диск пильный по дереву {diameter}х{bore} мм {teeth}T",
        axes: [
            .init(.diameter, ["160", "165", "190", "210", "250", "305"]), .init(.bore, ["20", "30"]), .init(.teeth, ["20", "24", "36", "40", "48", "60", "80", "100"]),
        ],
        price: { 38_000 + 180 * $0[0] + 500 * $0[2] }, weight: { 2.9 * $0[0] }, country: "Германия", allows: { $0[2] * 5 >= $0[0] - 70 && $0[2] * 2.5 <= $0[0] }),
    DemoFamily(
        category: "demo-discs", brand: "demo-instgrad", article: "IG-PL", name: "Пилка для лобзика {kind}, {posts} шт",
        axes: [
            .init(.kind, ["T101B", "T101D", "T111C", "T118A", "T118B", "T119B", "T127D", "T144D", "T244D", "T301CD", "T344D"]), .init(.posts, ["2", "5", "25"]),
        ],
        price: { 6_000 + 2_900 * $0[1] }, pack: 10, weight: { 10 * $0[1] }),
    DemoFamily(
        category: "demo-screwdrivers", brand: "demo-instgrad", article: "IG-BT", name: "Бита {tip}х{length} мм, {kit}",
        axes: [
            .init(.tip, ["PH1", "PH2", "PH3", "PZ1", "PZ2", "PZ3", "TX15", "TX20", "TX25", "TX30", "TX40", "HEX4", "HEX5", "HEX6"]),
            .init(.length, ["25", "50", "70", "90", "150"]), .init(.kit, ["2 шт", "10 шт"]),
        ],
        price: { 4_000 + 90 * $0[1] }, unit: "778", pack: 20, weight: { 0.8 * $0[1] }, note: "Сталь S2."),
    DemoFamily(
        category: "demo-screwdrivers", brand: "demo-hartmeister", article: "HM-OT", name: "Отвёртка ударная {tip} {length} мм",
        axes: [.init(.tip, ["PH1", "PH2", "PH3", "SL5", "SL6", "SL8", "TX20", "TX25", "TX30"]), .init(.length, ["80", "100", "125", "150"])],
        price: { 29_000 + 90 * $0[1] }, weight: { 50 + 0.6 * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-wrenches", brand: "demo-hartmeister", article: "HM-GT", name: "Головка торцевая {drive} {size} мм {kind}",
        axes: [
            .init(.drive, ["1/4\"", "3/8\"", "1/2\"", "3/4\""]), .init(.size, ["6", "8", "10", "12", "13", "14", "17", "19", "22", "24", "27", "30", "32", "36"]),
            .init(.kind, ["стандартная", "удлинённая", "ударная"]),
        ],
        price: { 9_000 + 700 * $0[1] }, weight: { 20 + 6 * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-wrenches", brand: "demo-instgrad", article: "IG-KR", name: "Ключ рожковый {range} мм",
        axes: [.init(.range, ["6х7", "8х9", "8х10", "10х11", "12х13", "13х14", "14х15", "16х17", "17х19", "18х19", "19х22", "20х22", "22х24", "24х27", "27х30", "30х32"])],
        price: { _ in 19_500 }, weight: { _ in 120 }),
    DemoFamily(
        category: "demo-wrenches", brand: "demo-instgrad", article: "IG-KSH", name: "Ключ шестигранный {size} мм {kind}",
        axes: [.init(.size, ["1.5", "2", "2.5", "3", "4", "5", "6", "8", "10", "12", "14", "17"]), .init(.kind, ["короткий", "длинный", "с шаром"])],
        price: { 1_900 + 900 * $0[0] }, pack: 10, weight: { 3 * $0[0] * $0[0] }),
    DemoFamily(
        category: "demo-wrenches", brand: "demo-kalibr", article: "KL-KT", name: "Ключ трубный рычажный №{cut} {kind}",
        axes: [.init(.cut, ["0", "1", "2", "3", "4"]), .init(.kind, ["90°", "45°", "Stillson"])],
        price: { 62_000 + 31_000 * $0[0] }, weight: { 500 + 700 * $0[0] }),
    DemoFamily(
        category: "demo-pliers", brand: "demo-hartmeister", article: "HM-PL", name: "{kind} {length} мм двухкомпонентные ручки",
        axes: [
            .init(.kind, ["Пассатижи", "Бокорезы", "Кусачки торцевые", "Длинногубцы", "Клещи переставные", "Круглогубцы", "Болторез"]), .init(.length, ["125", "160", "180", "200", "250", "300"]),
        ],
        price: { 640 * $0[1] }, weight: { 1.7 * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-pliers", brand: "demo-voltline", article: "VL-PK", name: "Пресс-клещи {kind} {range} мм²",
        axes: [.init(.kind, ["для втулок", "для изолированных", "для неизолированных", "для коаксиала"]), .init(.range, ["0.25-6", "0.5-10", "6-16", "10-35"])],
        price: { _ in 219_000 }, weight: { _ in 480 }, country: "Турция"),
    DemoFamily(
        category: "demo-striking", brand: "demo-instgrad", article: "IG-ML", name: "{kind} {mass} г рукоятка {steel}",
        axes: [
            .init(.kind, ["Молоток слесарный", "Кувалда", "Киянка резиновая", "Топор", "Молоток-гвоздодёр"]),
            .init(.mass, ["300", "450", "500", "600", "800", "1000", "1500", "2000", "3000", "5000"]), .init(.steel, ["дерево", "фиберглас"]),
        ],
        price: { 18_000 + 42 * $0[1] }, weight: { 1.2 * $0[1] }, allows: { $0[1] <= 1000 || $0[1] >= 1500 }),
    DemoFamily(
        category: "demo-striking", brand: "demo-instgrad", article: "IG-NP", name: "Напильник {kind} {length} мм №{cut}",
        axes: [.init(.kind, ["плоский", "круглый", "трёхгранный", "полукруглый", "квадратный"]), .init(.length, ["150", "200", "250", "300"]), .init(.cut, ["1", "2", "3"])],
        price: { 4_000 + 70 * $0[1] }, pack: 12, weight: { 0.9 * $0[1] }),
    DemoFamily(
        category: "demo-striking", brand: "demo-kalibr", article: "KL-MT", name: "{kind} М{thread}х{pitch} {steel}",
        axes: [
            .init(.kind, ["Метчик машинно-ручной", "Плашка"]), .init(.thread, ["3", "4", "5", "6", "8", "10", "12", "14", "16", "20"]),
            .init(.pitch, ["0.5", "0.7", "0.8", "1", "1.25", "1.5", "1.75", "2", "2.5"]), .init(.steel, ["HSS", "9ХС"]),
        ],
        price: { 12_000 + 1_900 * $0[1] }, pack: 10, weight: { 6 * $0[1] },
        allows: { $0[2] == [3: 0.5, 4: 0.7, 5: 0.8, 6: 1, 8: 1.25, 10: 1.5, 12: 1.75, 14: 2, 16: 2, 20: 2.5][$0[1]] || ($0[1] >= 8 && $0[2] == 1) }),
    DemoFamily(
        category: "demo-measuring", brand: "demo-kalibr", article: "KL-SHC", name: "Штангенциркуль {kind} 0-{length} мм {accuracy}",
        axes: [.init(.kind, ["ШЦ-I", "ШЦ-II", "ШЦЦ-I цифровой"]), .init(.length, ["125", "150", "200", "250", "300"]), .init(.accuracy, ["0.01", "0.02", "0.05", "0.1"])],
        price: { 60_000 + 900 * $0[1] }, weight: { 1.6 * $0[1] }),
    DemoFamily(
        category: "demo-measuring", brand: "demo-kalibr", article: "KL-MD", name: "{kind} до {voltage} В",
        axes: [
            .init(.kind, ["Мультиметр цифровой", "Клещи токовые", "Указатель напряжения", "Мегаомметр"]), .init(.voltage, ["250", "600", "1000"]),
        ],
        price: { 90_000 + 180 * $0[1] }, weight: { _ in 320 }),
    DemoFamily(
        category: "demo-hammer-drills", brand: "demo-kitano", article: "KT-HM", name: "Перфоратор SDS-max {power}Вт {energy} Дж",
        axes: [.init(.power, ["1100", "1350", "1500", "1700"]), .init(.energy, ["8", "10", "14", "20"])], price: { 1_900_000 + 900 * $0[0] + 40_000 * $0[1] },
        weight: { 5_000 + 200 * $0[1] }, country: "Китай"),
    DemoFamily(
        category: "demo-cordless", brand: "demo-kitano", article: "KT-BL", name: "{kind} бесщёточный {voltage}В {kit}",
        axes: [
            .init(.kind, ["Шуруповёрт ударный", "Гайковёрт", "Лобзик", "Дрель", "Реноватор", "Перфоратор", "Пила сабельная"]), .init(.voltage, ["12", "18", "36"]), .init(.kit, ["без АКБ", "2 А·ч", "4 А·ч", "5 А·ч"]),
        ],
        price: { 520_000 + 24_000 * $0[1] }, weight: { 1_100 + 40 * $0[1] }, country: "Китай"),
    DemoFamily(
        category: "demo-cordless", brand: "demo-kitano", article: "KT-AKB", name: "Аккумулятор Li-Ion {voltage}В {capacity} А·ч",
        axes: [.init(.voltage, ["12", "18", "36"]), .init(.capacity, ["1.5", "2", "3", "4", "5", "6", "8"])], price: { 90_000 + 4_000 * $0[0] * $0[1] / 2 },
        weight: { 12 * $0[0] * $0[1] }, country: "Китай"),
    DemoFamily(
        category: "demo-protective", brand: "demo-tehnolux", article: "TL-PR", name: "Перчатки {kind} размер {fit}, {kit}",
        axes: [
            .init(.kind, ["х/б с ПВХ", "нитриловые", "латексные", "спилковые", "нейлон с полиуретаном", "диэлектрические"]), .init(.fit, ["8", "9", "10", "11"]), .init(.kit, ["1 пара", "12 пар"]),
        ],
        price: { _ in 9_500 }, multiple: 1, pack: 10, weight: { _ in 80 }),
    DemoFamily(
        category: "demo-protective", brand: "demo-tehnolux", article: "TL-KS", name: "Каска защитная {kind} {colour}",
        axes: [.init(.kind, ["СОМЗ-55", "с храповиком", "промышленный альпинизм"]), .init(.colour, ["белая", "жёлтая", "оранжевая", "красная", "синяя", "зелёная"])],
        price: { _ in 42_000 }, pack: 20, weight: { _ in 380 }),
    DemoFamily(
        category: "demo-protective", brand: "demo-tehnolux", article: "TL-OC", name: "{kind} {grade} {colour}",
        axes: [
            .init(.kind, ["Очки защитные открытые", "Очки защитные закрытые", "Щиток лицевой", "Наушники противошумные", "Респиратор FFP2", "Полумаска"]),
            .init(.grade, ["стандарт", "комфорт", "усиленные"]), .init(.colour, ["прозрачные", "затемнённые", "жёлтые"]),
        ],
        price: { _ in 18_000 }, pack: 10, weight: { _ in 90 }),
]
