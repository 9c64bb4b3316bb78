/// Cables, wires and what they lie in.
let demoCables: [DemoFamily] = [
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-NYM", name: "Кабель NYM {cores}х{section} 0,66кВ ГОСТ 31996 серый",
        axes: [.init(.cores, ["2", "3", "4", "5"]), .init(.section, ["1.5", "2.5", "4", "6", "10"])],
        price: { 1_100 + 1_940 * $0[0] * $0[1] }, unit: "006", pack: 100, weight: { 60 + 15 * $0[0] * $0[1] },
        note: "С заполнением, для прокладки внутри зданий."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-VVGP", name: "Кабель ВВГ-Пнг(А)-LS {cores}х{section} плоский 0,66кВ",
        axes: [.init(.cores, ["2", "3"]), .init(.section, ["1.5", "2.5", "4", "6"])],
        price: { 850 + 1_690 * $0[0] * $0[1] }, unit: "006", pack: 100, weight: { 22 + 12 * $0[0] * $0[1] }, note: "Плоский, для скрытой проводки."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-VVGK", name: "Кабель ВВГнг(А)-LS {cores}х{section}мк 1кВ ГОСТ 31996",
        axes: [.init(.cores, ["1", "3", "4", "5"]), .init(.section, ["25", "35", "50", "70", "95", "120", "150", "185", "240"])],
        price: { 2_000 + 1_650 * $0[0] * $0[1] }, unit: "006", weight: { 100 + 11 * $0[0] * $0[1] }, note: "Многопроволочные жилы, на барабане."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-AVB", name: "Кабель АВБбШв {cores}х{section} 1кВ бронированный",
        axes: [.init(.cores, ["3", "4", "5"]), .init(.section, ["16", "25", "35", "50", "70", "95", "120", "150", "185", "240"])],
        price: { 9_000 + 330 * $0[0] * $0[1] }, unit: "006", weight: { 400 + 5 * $0[0] * $0[1] }, note: "Алюминиевые жилы, броня из стальных лент, для земли."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-VBSH", name: "Кабель ВБШвнг(А)-LS {cores}х{section} 1кВ бронированный",
        axes: [.init(.cores, ["3", "4", "5"]), .init(.section, ["1.5", "2.5", "4", "6", "10", "16", "35", "50", "70"])],
        price: { 9_500 + 1_780 * $0[0] * $0[1] }, unit: "006", weight: { 350 + 12 * $0[0] * $0[1] }, note: "Медные жилы, броня из стальных лент."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-FRLS", name: "Кабель ВВГнг(А)-FRLS {cores}х{section} 0,66кВ огнестойкий",
        axes: [.init(.cores, ["2", "3", "4", "5"]), .init(.section, ["1.5", "2.5", "4", "6", "10", "16"])],
        price: { 2_100 + 2_300 * $0[0] * $0[1] }, unit: "006", pack: 100, weight: { 40 + 14 * $0[0] * $0[1] },
        note: "Работает в огне 180 минут, для систем противопожарной защиты."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-KG", name: "Кабель КГ {cores}х{section} гибкий резиновый",
        axes: [.init(.cores, ["1", "2", "3", "4", "5"]), .init(.section, ["1.5", "2.5", "4", "6", "10", "16", "35", "50"])],
        price: { 1_600 + 2_050 * $0[0] * $0[1] }, unit: "006", weight: { 60 + 15 * $0[0] * $0[1] }, note: "Для подвижных механизмов и сварки."),
    DemoFamily(
        category: "demo-wire", brand: "demo-kabelmash", article: "KM-PV1", name: "Провод ПуВ 1х{section} {colour} ГОСТ 31947",
        axes: [
            .init(.section, ["1", "1.5", "2.5", "4", "6", "10", "16"]),
            .init(.colour, ["белый", "синий", "жёлто-зелёный", "чёрный", "красный", "коричневый"]),
        ],
        price: { 300 + 1_420 * $0[0] }, unit: "006", multiple: 100, pack: 100, weight: { 7 + 10.5 * $0[0] }, note: "Жёсткая жила, бухта 100 м."),
    DemoFamily(
        category: "demo-wire", brand: "demo-kabelmash", article: "KM-PGK", name: "Провод ПуГВ 1х{section} {colour} на барабане",
        axes: [.init(.section, ["10", "16", "35", "50", "70"]), .init(.colour, ["чёрный", "синий", "жёлто-зелёный"])],
        price: { 500 + 1_500 * $0[0] }, unit: "006", weight: { 10 + 11 * $0[0] }, note: "Гибкий провод крупных сечений."),
    DemoFamily(
        category: "demo-wire", brand: "demo-kabelmash", article: "KM-SHVVP", name: "Шнур ШВВП {cores}х{section} {colour} бухта",
        axes: [.init(.cores, ["2", "3"]), .init(.section, ["0.5", "0.75"]), .init(.colour, ["белый", "чёрный"])],
        price: { 450 + 1_380 * $0[0] * $0[1] }, unit: "006", multiple: 100, pack: 100, weight: { 14 + 14 * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-wire", brand: "demo-kabelmash", article: "KM-SIP4", name: "Провод СИП-4 {cores}х{section} 0,6/1кВ самонесущий",
        axes: [.init(.cores, ["2", "4"]), .init(.section, ["16", "25", "35", "50", "70", "95"])],
        price: { 600 + 240 * $0[0] * $0[1] }, unit: "006", weight: { 30 + 4 * $0[0] * $0[1] }, note: "Изолированный алюминиевый провод для воздушных линий."),
    DemoFamily(
        category: "demo-data-cable", brand: "demo-kabelmash", article: "KM-UTP", name: "Витая пара UTP cat.{standard} {pairs}х2х0,5 {coating} бухта 305 м",
        axes: [.init(.standard, ["5e", "6", "6A"]), .init(.pairs, ["2", "4"]), .init(.coating, ["PVC", "LSZH", "уличная PE"])],
        price: { 180_000 + 155_000 * $0[1] }, unit: "778", weight: { 4_000 + 2_200 * $0[1] }, note: "Медные жилы 24AWG, бухта 305 м."),
    DemoFamily(
        category: "demo-data-cable", brand: "demo-kabelmash", article: "KM-KPS", name: "Кабель КПСЭнг(А)-FRLS {pairs}х2х{section} для пожарной сигнализации",
        axes: [.init(.pairs, ["1", "2"]), .init(.section, ["0.2", "0.35", "0.5", "0.75", "1", "1.5"])],
        price: { 1_400 + 2_900 * $0[0] * $0[1] }, unit: "006", multiple: 200, pack: 200, weight: { 25 + 26 * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-data-cable", brand: "demo-kabelmash", article: "KM-RK", name: "Кабель коаксиальный {kind} 75 Ом {colour}",
        axes: [.init(.kind, ["RG-6U", "RG-59", "SAT-703", "SAT-50"]), .init(.colour, ["белый", "чёрный"])],
        price: { _ in 2_900 }, unit: "006", multiple: 100, pack: 100, weight: { _ in 45 }, note: "Для телевидения и видеонаблюдения."),
    DemoFamily(
        category: "demo-duct", brand: "demo-tehnolux", article: "TL-GFN", name: "Труба гофрированная ПНД с зондом d{diameter} мм {colour}",
        axes: [.init(.diameter, ["16", "20", "25", "32", "40", "50", "63"]), .init(.colour, ["чёрная", "оранжевая", "синяя"])],
        price: { 300 + 92 * $0[0] }, unit: "006", multiple: 25, pack: 50, weight: { 3 * $0[0] }, note: "Для стяжки и улицы."),
    DemoFamily(
        category: "demo-duct", brand: "demo-tehnolux", article: "TL-TG", name: "Труба гладкая жёсткая ПВХ d{diameter} мм {metres} м серая",
        axes: [.init(.diameter, ["16", "20", "25", "32", "40", "50", "63"]), .init(.metres, ["2", "3"])],
        price: { 800 + 120 * $0[0] * $0[1] }, multiple: 10, pack: 50, weight: { 5 * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-duct", brand: "demo-tehnolux", article: "TL-MR", name: "Металлорукав РЗ-Ц-Х {diameter} мм с протяжкой",
        axes: [.init(.diameter, ["10", "12", "15", "18", "20", "22", "25", "32", "38", "50"])],
        price: { 1_200 + 210 * $0[0] }, unit: "006", multiple: 25, pack: 50, weight: { 9 * $0[0] }),
    DemoFamily(
        category: "demo-trunking", brand: "demo-tehnolux", article: "TL-KK", name: "Кабель-канал {width}х{height} мм {colour} 2 м",
        axes: [
            .init(.width, ["12", "15", "16", "20", "25", "40", "60", "100"]), .init(.height, ["10", "12", "16", "25", "40", "60"]),
            .init(.colour, ["белый", "дуб", "сосна"]),
        ],
        price: { 900 + 8.2 * $0[0] * $0[1] }, multiple: 2, pack: 40, weight: { 60 + 0.5 * $0[0] * $0[1] },
        allows: { $0[0] >= $0[1] && $0[0] <= 3 * $0[1] }),
    DemoFamily(
        category: "demo-trunking", brand: "demo-elprom", article: "EP-LP", name: "Лоток перфорированный {width}х{height}х3000 мм {thickness} мм оцинкованный",
        axes: [
            .init(.width, ["50", "100", "150", "200", "300", "400", "500", "600"]), .init(.height, ["50", "80", "100"]),
            .init(.thickness, ["0.7", "1.2"]),
        ],
        price: { 18_000 + 330 * ($0[0] + 2 * $0[1]) * $0[2] }, weight: { 16 * ($0[0] + 2 * $0[1]) * $0[2] }, note: "Холодный цинк, длина 3 м."),
    DemoFamily(
        category: "demo-trunking", brand: "demo-elprom", article: "EP-LL", name: "Лоток лестничный {width}х{height}х3000 мм",
        axes: [.init(.width, ["200", "300", "400", "500", "600"]), .init(.height, ["50", "80", "100"])],
        price: { 60_000 + 420 * ($0[0] + $0[1]) }, weight: { 20 * ($0[0] + 2 * $0[1]) }),
    DemoFamily(
        category: "demo-trunking", brand: "demo-elprom", article: "EP-LPR", name: "Лоток проволочный {width}х{height}х3000 мм {coating}",
        axes: [
            .init(.width, ["50", "100", "150", "200", "300", "400"]), .init(.height, ["30", "50", "100"]),
            .init(.coating, ["оцинкованный", "горячий цинк"]),
        ],
        price: { 26_000 + 230 * ($0[0] + $0[1]) }, weight: { 7 * ($0[0] + 2 * $0[1]) }),
    DemoFamily(
        category: "demo-terminals", brand: "demo-elprom", article: "EP-TML", name: "Наконечник кабельный медный лужёный ТМЛ {section}-{diameter}",
        axes: [
            .init(.section, ["2.5", "4", "6", "10", "16", "25", "35", "50", "70", "95", "120", "150", "185", "240"]),
            .init(.diameter, ["5", "6", "8", "10", "12", "16"]),
        ],
        price: { 900 + 130 * $0[0] }, multiple: 10, pack: 100, weight: { 2 + 0.9 * $0[0] }, note: "Под опрессовку, ГОСТ 7386.",
        allows: { $0[1] <= 4 + $0[0] / 5 + 2 && $0[1] >= 3 + $0[0] / 25 }),
    DemoFamily(
        category: "demo-terminals", brand: "demo-elprom", article: "EP-GM", name: "Гильза кабельная медная лужёная ГМЛ {section}",
        axes: [.init(.section, ["1.5", "2.5", "4", "6", "10", "16", "25", "35", "50", "70", "95", "120", "150", "185", "240"])],
        price: { 700 + 105 * $0[0] }, multiple: 10, pack: 100, weight: { 2 + 0.8 * $0[0] }),
    DemoFamily(
        category: "demo-terminals", brand: "demo-voltline", article: "VL-WG", name: "Клемма монтажная {posts}-проводная {section} мм² с рычагом",
        axes: [.init(.posts, ["2", "3", "4", "5"]), .init(.section, ["2.5", "4", "6"])],
        price: { 900 + 420 * $0[0] + 110 * $0[1] }, multiple: 10, pack: 100, weight: { 2 * $0[0] }, country: "Турция"),
    DemoFamily(
        category: "demo-terminals", brand: "demo-voltline", article: "VL-NSI", name: "Наконечник вилочный изолированный НВИ {section}-{diameter}",
        axes: [.init(.section, ["1.5", "2.5", "6"]), .init(.diameter, ["3", "4", "5", "6"])],
        price: { 9_000 + 900 * $0[0] }, unit: "778", pack: 10, weight: { 90 + 20 * $0[0] }, country: "Турция", note: "В упаковке 100 штук."),
    DemoFamily(
        category: "demo-terminals", brand: "demo-tehnolux", article: "TL-TUT", name: "Трубка термоусадочная ТУТ {diameter}/{shrunk} {colour} 1 м",
        axes: [
            .init(.diameter, ["2", "4", "6", "8", "10", "12", "16", "20", "30", "40"]), .init(.shrunk, ["1", "2", "3", "4", "5", "6", "8", "10", "15", "20"]),
            .init(.colour, ["чёрная", "красная", "синяя", "жёлто-зелёная", "прозрачная"]),
        ],
        price: { 400 + 190 * $0[0] }, multiple: 10, pack: 50, weight: { 1.8 * $0[0] }, note: "Коэффициент усадки 2:1.",
        allows: { $0[0] == 2 * $0[1] }),
    DemoFamily(
        category: "demo-ties", brand: "demo-tehnolux", article: "TL-STM", name: "Стяжка стальная {width}х{length} мм нержавеющая",
        axes: [.init(.width, ["4.6", "7.9"]), .init(.length, ["100", "150", "200", "250", "300", "400", "500"])],
        price: { 160 * $0[0] * $0[1] / 4 }, unit: "778", pack: 10, weight: { 0.9 * $0[0] * $0[1] }, note: "В упаковке 50 штук."),
    DemoFamily(
        category: "demo-ties", brand: "demo-tehnolux", article: "TL-IZ", name: "Изолента ПВХ {width} мм х {metres} м {colour}",
        axes: [.init(.width, ["15", "19"]), .init(.metres, ["10", "20"]), .init(.colour, ["чёрная", "синяя", "белая", "красная", "жёлто-зелёная"])],
        price: { 18 * $0[0] * $0[1] }, multiple: 10, pack: 200, weight: { 0.25 * $0[0] * $0[1] }),
]
