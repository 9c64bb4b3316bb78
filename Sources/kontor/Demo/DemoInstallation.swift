/// What stands in boards and on walls: switching, protection, wiring accessories, light.
let demoInstallation: [DemoFamily] = [
    DemoFamily(
        category: "demo-breakers", brand: "demo-tehnolux", article: "TL-BH63", name: "Автомат TL63 {poles}P {current}А {curve} {breaking}кА",
        axes: [
            .init(.poles, ["1", "2", "3", "4"]), .init(.current, ["1", "2", "3", "4", "5", "6", "10", "13", "16", "20", "25", "32", "40", "50", "63"]),
            .init(.curve, ["B", "C", "D"]), .init(.breaking, ["6", "10"]),
        ],
        price: { 15_400 * $0[0] + 90 * $0[1] + 1_900 * $0[3] }, pack: 12, weight: { 115 * $0[0] }, country: "Китай",
        note: "Модульный автоматический выключатель, комбинированный зажим."),
    DemoFamily(
        category: "demo-breakers", brand: "demo-voltline", article: "VL-MS", name: "Выключатель нагрузки модульный {poles}P {current}А",
        axes: [.init(.poles, ["1", "2", "3", "4"]), .init(.current, ["20", "32", "40", "63", "80", "100"])],
        price: { 12_000 * $0[0] + 130 * $0[1] }, pack: 12, weight: { 85 * $0[0] }, country: "Турция"),
    DemoFamily(
        category: "demo-breakers", brand: "demo-voltline", article: "VL-MPX", name: "Автомат защиты двигателя MPX {current}А",
        axes: [.init(.current, ["0.4", "0.63", "1", "1.6", "2.5", "6.3", "10", "14", "18", "25", "32"])],
        price: { 210_000 + 2_300 * $0[0] }, weight: { _ in 320 }, country: "Турция", note: "Регулируемый тепловой расцепитель, кнопки «пуск» и «стоп»."),
    DemoFamily(
        category: "demo-rcd", brand: "demo-tehnolux", article: "TL-UZO", name: "УЗО {poles}P {current}А {leakage}мА тип {kind}",
        axes: [
            .init(.poles, ["2", "4"]), .init(.current, ["16", "25", "40", "63", "80", "100"]), .init(.leakage, ["10", "30", "100", "300"]),
            .init(.kind, ["AC", "A"]),
        ],
        price: { 62_000 * $0[0] + 700 * $0[1] }, pack: 6, weight: { 100 * $0[0] }, country: "Китай", note: "Электромеханическое, без питания от сети.",
        allows: { $0[2] != 10 || $0[1] <= 25 }),
    DemoFamily(
        category: "demo-rcd", brand: "demo-voltline", article: "VL-RCBO", name: "Дифавтомат VoltLine 1P+N {current}А {curve} {leakage}мА",
        axes: [.init(.current, ["6", "10", "16", "20", "25", "32", "40"]), .init(.curve, ["B", "C"]), .init(.leakage, ["10", "30", "100"])],
        price: { 142_000 + 1_100 * $0[0] }, pack: 6, weight: { _ in 190 }, country: "Турция"),
    DemoFamily(
        category: "demo-contactors", brand: "demo-elprom", article: "EP-KMI", name: "Пускатель магнитный ПМ12 {current}А {coil}В {mounting}",
        axes: [
            .init(.current, ["10", "25", "40", "63", "100", "160"]), .init(.coil, ["24", "36", "110", "230", "400"]),
            .init(.mounting, ["без корпуса", "в корпусе IP54"]),
        ],
        price: { 84_000 + 3_200 * $0[0] }, weight: { 400 + 14 * $0[0] }),
    DemoFamily(
        category: "demo-contactors", brand: "demo-voltline", article: "VL-KMM", name: "Контактор модульный {poles}НО {current}А {coil}В",
        axes: [.init(.poles, ["2", "3", "4"]), .init(.current, ["16", "20", "25", "40", "63"]), .init(.coil, ["24", "230"])],
        price: { 68_000 + 9_000 * $0[0] + 1_300 * $0[1] }, weight: { 90 + 40 * $0[0] }, country: "Турция"),
    DemoFamily(
        category: "demo-relays", brand: "demo-elprom", article: "EP-RN", name: "Реле контроля напряжения РН-{poles} {current}А на DIN-рейку",
        axes: [.init(.poles, ["1", "3"]), .init(.current, ["16", "25", "32", "40", "50", "63", "80"])],
        price: { 160_000 + 900 * $0[1] }, weight: { _ in 180 }, note: "Индикация напряжения, задержка включения."),
    DemoFamily(
        category: "demo-relays", brand: "demo-voltline", article: "VL-RT", name: "Реле тепловое {current}А для контакторов КМ",
        axes: [.init(.current, ["0.63", "1", "1.6", "2.5", "4", "6.3", "10", "13", "18", "25", "32", "40", "65", "93"])],
        price: { 74_000 + 1_200 * $0[0] }, weight: { _ in 170 }, country: "Турция"),
    DemoFamily(
        category: "demo-relays", brand: "demo-elprom", article: "EP-RP", name: "Реле промежуточное {poles} контакта {coil}В с розеткой",
        axes: [.init(.poles, ["2", "3", "4"]), .init(.coil, ["12", "24", "110", "230"])],
        price: { 31_000 + 6_000 * $0[0] }, multiple: 5, pack: 50, weight: { 30 + 9 * $0[0] }),
    DemoFamily(
        category: "demo-relays", brand: "demo-elprom", article: "EP-ST", name: "Счётчик электроэнергии {poles}-фазный {current}А {kind}",
        axes: [.init(.poles, ["1", "3"]), .init(.current, ["60", "80", "100"]), .init(.kind, ["однотарифный", "многотарифный", "с модемом GSM"])],
        price: { 120_000 + 90_000 * $0[0] + 800 * $0[1] }, weight: { 400 + 250 * $0[0] }, note: "Класс точности 1, межповерочный интервал 16 лет."),
    DemoFamily(
        category: "demo-buttons", brand: "demo-voltline", article: "VL-XB", name: "Кнопка {mounting} {colour} 22 мм {kind}",
        axes: [
            .init(.mounting, ["без фиксации", "с фиксацией", "грибок"]), .init(.colour, ["красная", "зелёная", "жёлтая", "чёрная", "синяя"]),
            .init(.kind, ["1НО", "1НЗ", "1НО+1НЗ"]),
        ],
        price: { _ in 28_500 }, multiple: 5, pack: 50, weight: { _ in 60 }, country: "Турция"),
    DemoFamily(
        category: "demo-buttons", brand: "demo-voltline", article: "VL-AD", name: "Лампа сигнальная AD22 {colour} {coil}В светодиодная",
        axes: [.init(.colour, ["красная", "зелёная", "жёлтая", "белая", "синяя"]), .init(.coil, ["12", "24", "110", "230", "400"])],
        price: { _ in 13_900 }, multiple: 5, pack: 100, weight: { _ in 30 }, country: "Турция"),
    DemoFamily(
        category: "demo-sockets", brand: "demo-tehnolux", article: "TL-RSN", name: "Розетка накладная {posts}-местная 16А {protection} {colour} «Лада»",
        axes: [
            .init(.posts, ["1", "2", "3", "4"]), .init(.protection, ["IP20", "IP44", "IP54"]), .init(.colour, ["белая", "сосна", "серая", "бежевая"]),
        ],
        price: { 8_900 + 5_100 * $0[0] }, pack: 10, weight: { 65 * $0[0] }, note: "Открытая установка."),
    DemoFamily(
        category: "demo-sockets", brand: "demo-elprom", article: "EP-CEE", name: "{mounting} силовая {poles}P+E {current}А {protection}",
        axes: [
            .init(.mounting, ["Вилка", "Розетка переносная", "Розетка стационарная"]), .init(.poles, ["2", "3", "4"]),
            .init(.current, ["16", "32", "63", "125"]), .init(.protection, ["IP44", "IP67"]),
        ],
        price: { 19_000 * $0[1] + 900 * $0[2] }, multiple: 1, pack: 10, weight: { 60 * $0[1] + 5 * $0[2] }),
    DemoFamily(
        category: "demo-sockets", brand: "demo-tehnolux", article: "TL-UD", name: "Удлинитель {posts}-местный {metres} м 3х{section} с заземлением",
        axes: [.init(.posts, ["3", "4", "5", "6"]), .init(.metres, ["1.5", "3", "5", "10", "20", "30", "50"]), .init(.section, ["0.75", "1", "1.5"])],
        price: { 24_000 + 3_000 * $0[0] + 5_200 * $0[1] * $0[2] }, weight: { 200 + 110 * $0[1] * $0[2] }),
    DemoFamily(
        category: "demo-switches", brand: "demo-tehnolux", article: "TL-RM", name: "Рамка {posts}-местная {colour} «Онега»",
        axes: [.init(.posts, ["1", "2", "3", "4", "5"]), .init(.colour, ["белая", "слоновая кость", "антрацит", "стекло", "дерево"])],
        price: { 4_400 * $0[0] }, pack: 20, weight: { 25 * $0[0] }),
    DemoFamily(
        category: "demo-switches", brand: "demo-tehnolux", article: "TL-VN", name: "Выключатель накладной {keys}-клавишный {protection} {colour} «Лада»",
        axes: [.init(.keys, ["1", "2"]), .init(.protection, ["IP20", "IP54"]), .init(.colour, ["белый", "сосна", "серый", "бежевый"])],
        price: { 7_900 + 2_900 * $0[0] }, pack: 10, weight: { _ in 60 }),
    DemoFamily(
        category: "demo-boards", brand: "demo-elprom", article: "EP-KMPN", name: "Бокс пластиковый КМПн на {modules} мод. {protection} {mounting}",
        axes: [
            .init(.modules, ["2", "4", "6", "8", "9", "12", "18", "24", "36"]), .init(.protection, ["IP40", "IP65"]),
            .init(.mounting, ["навесной", "встраиваемый"]),
        ],
        price: { 9_000 + 2_700 * $0[0] }, weight: { 150 + 40 * $0[0] }),
    DemoFamily(
        category: "demo-boards", brand: "demo-elprom", article: "EP-SHMP", name: "Щит с монтажной панелью ЩМП {height}х{width}х{depth} {protection}",
        axes: [
            .init(.height, ["300", "400", "500", "650", "800", "1000", "1200"]), .init(.width, ["200", "300", "400", "500", "650", "750"]),
            .init(.depth, ["150", "220", "250", "300"]), .init(.protection, ["IP31", "IP54", "IP66"]),
        ],
        price: { 38_000 + 0.75 * $0[0] * $0[1] + 90 * $0[2] }, weight: { 2_000 + 0.04 * $0[0] * $0[1] }, note: "Сталь, порошковая окраска RAL 7035.",
        allows: { $0[0] > $0[1] && $0[0] <= 2 * $0[1] && $0[2] >= $0[1] / 3 && $0[2] <= $0[1] / 1.5 }),
    DemoFamily(
        category: "demo-lamps", brand: "demo-iskra", article: "IS-GU", name: "Лампа светодиодная {base} {power}Вт {temperature}К 230В",
        axes: [.init(.base, ["GU5.3", "GU10", "GX53", "G9", "G4"]), .init(.power, ["3", "5", "7", "8", "10"]), .init(.temperature, ["3000", "4000", "6500"])],
        price: { 6_900 + 700 * $0[1] }, multiple: 10, pack: 100, weight: { 20 + 3 * $0[1] }),
    DemoFamily(
        category: "demo-lamps", brand: "demo-iskra", article: "IS-C37", name: "Лампа светодиодная свеча C37 {power}Вт {base} {temperature}К",
        axes: [.init(.power, ["5", "6", "8", "10"]), .init(.base, ["E14", "E27"]), .init(.temperature, ["2700", "4000", "6500"])],
        price: { 6_000 + 690 * $0[0] }, multiple: 10, pack: 100, weight: { _ in 30 }),
    DemoFamily(
        category: "demo-lamps", brand: "demo-iskra", article: "IS-T8", name: "Лампа светодиодная T8 {length} мм {power}Вт G13 {temperature}К",
        axes: [.init(.length, ["600", "900", "1200", "1500"]), .init(.power, ["10", "14", "18", "24"]), .init(.temperature, ["4000", "6500"])],
        price: { 4_000 + 9 * $0[0] }, multiple: 5, pack: 25, weight: { 0.16 * $0[0] },
        allows: { ($0[1] - 4) * 75 >= $0[0] - 350 && ($0[1] - 4) * 75 <= $0[0] + 350 }),
    DemoFamily(
        category: "demo-luminaires", brand: "demo-iskra", article: "IS-DL", name: "Светильник точечный {mounting} {base} {colour} d{diameter} мм",
        axes: [
            .init(.mounting, ["встраиваемый", "накладной"]), .init(.base, ["GU5.3", "GX53"]), .init(.colour, ["белый", "хром", "чёрный", "бронза"]),
            .init(.diameter, ["80", "90", "106"]),
        ],
        price: { 9_000 + 60 * $0[3] }, pack: 20, weight: { _ in 140 }),
    DemoFamily(
        category: "demo-luminaires", brand: "demo-iskra", article: "IS-SSP", name: "Светильник пылевлагозащищённый {length} мм {power}Вт {temperature}К IP65",
        axes: [.init(.length, ["600", "1200", "1500"]), .init(.power, ["18", "20", "36", "40", "50"]), .init(.temperature, ["4000", "5000", "6500"])],
        price: { 41_000 + 35 * $0[0] + 500 * $0[1] }, pack: 8, weight: { 0.9 * $0[0] }, allows: { $0[0] / 40 >= $0[1] - 20 && $0[0] / 40 <= $0[1] + 5 }),
    DemoFamily(
        category: "demo-strip", brand: "demo-iskra", article: "IS-LS", name: "Лента светодиодная {power}Вт/м {coil}В {temperature}К {protection} 5 м",
        axes: [
            .init(.power, ["4.8", "9.6", "14.4", "19.2"]), .init(.coil, ["12", "24"]), .init(.temperature, ["3000", "4000", "6500"]),
            .init(.protection, ["IP20", "IP65"]),
        ],
        price: { 29_000 + 5_200 * $0[0] }, weight: { _ in 160 }, country: "Китай"),
    DemoFamily(
        category: "demo-strip", brand: "demo-iskra", article: "IS-BP", name: "Блок питания для ленты {power}Вт {coil}В {protection}",
        axes: [.init(.power, ["15", "25", "36", "60", "100", "150", "200", "250", "400"]), .init(.coil, ["12", "24"]), .init(.protection, ["IP20", "IP67"])],
        price: { 32_000 + 720 * $0[0] }, weight: { 80 + 3 * $0[0] }, country: "Китай"),
]
