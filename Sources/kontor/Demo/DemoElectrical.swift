/// Electrical goods of the demo.
let demoElectrical: [DemoFamily] = [
    DemoFamily(
        category: "demo-breakers", brand: "demo-elprom", article: "EP-VA47",
        name: "Автоматический выключатель ВА47-29 {poles}P {current}А {curve} 4,5кА",
        axes: [.init(.poles, ["1", "2", "3"]), .init(.current, ["6", "10", "16", "20", "25", "32", "40", "63"]), .init(.curve, ["B", "C"])],
        price: { 14_900 * $0[0] + 120 * $0[1] }, pack: 12, weight: { 110 * $0[0] }, note: "Модульный выключатель на DIN-рейку, 230/400 В, 50 Гц."),
    DemoFamily(
        category: "demo-breakers", brand: "demo-voltline", article: "VL-MX",
        name: "Выключатель автоматический VoltLine MX {poles}P {current}А {curve} 6кА",
        axes: [.init(.poles, ["1", "3"]), .init(.current, ["10", "16", "25", "32", "50", "63"]), .init(.curve, ["C", "D"])],
        price: { 28_700 * $0[0] + 260 * $0[1] }, pack: 12, weight: { 125 * $0[0] }, country: "Турция",
        note: "Отключающая способность 6 кА, указатель положения контактов."),
    DemoFamily(
        category: "demo-breakers", brand: "demo-elprom", article: "EP-VA88", name: "Выключатель автоматический силовой ВА88 {poles}P {current}А 35кА",
        axes: [.init(.poles, ["3"]), .init(.current, ["100", "160", "250", "400", "630"])],
        price: { 310_000 + 3_400 * $0[1] }, weight: { 900 + 8 * $0[1] }, note: "В литом корпусе, со стационарными присоединениями."),
    DemoFamily(
        category: "demo-rcd", brand: "demo-elprom", article: "EP-AD12", name: "Дифференциальный автомат АД12 {poles}P {current}А {leakage}мА тип АС",
        axes: [.init(.poles, ["2", "4"]), .init(.current, ["16", "25", "32", "40"]), .init(.leakage, ["30", "100", "300"])],
        price: { 58_000 * $0[0] + 900 * $0[1] + 20 * $0[2] }, pack: 6, weight: { 105 * $0[0] },
        note: "Защита от токов утечки и сверхтоков в одном корпусе."),
    DemoFamily(
        category: "demo-contactors", brand: "demo-voltline", article: "VL-KM", name: "Контактор КМ {current}А катушка {coil}В AC 1НО+1НЗ",
        axes: [.init(.current, ["9", "12", "18", "25", "32", "40", "65"]), .init(.coil, ["24", "230", "400"])],
        price: { 62_000 + 4_100 * $0[0] }, weight: { 320 + 9 * $0[0] }, country: "Турция", note: "Три силовых полюса, блок-контакты в комплекте."),
    DemoFamily(
        category: "demo-sockets", brand: "demo-tehnolux", article: "TL-RS",
        name: "Розетка {posts}-местная с заземлением 16А {protection} {colour} «Онега»",
        axes: [.init(.posts, ["1", "2"]), .init(.protection, ["IP20", "IP44"]), .init(.colour, ["белая", "слоновая кость", "антрацит"])],
        price: { 13_400 * $0[0] }, pack: 10, weight: { 70 * $0[0] }, note: "Скрытая установка, защитные шторки."),
    DemoFamily(
        category: "demo-switches", brand: "demo-tehnolux", article: "TL-VK", name: "Выключатель {keys}-клавишный 10А {protection} {colour} «Онега»",
        axes: [.init(.keys, ["1", "2", "3"]), .init(.protection, ["IP20", "IP44"]), .init(.colour, ["белый", "слоновая кость", "антрацит"])],
        price: { 9_800 + 3_600 * $0[0] }, pack: 10, weight: { _ in 75 }, note: "Скрытая установка, безвинтовые зажимы."),
    DemoFamily(
        category: "demo-boards", brand: "demo-elprom", article: "EP-SHR", name: "Щит распределительный ЩР{mounting} на {modules} модулей IP41 металл",
        axes: [.init(.mounting, ["навесной", "встраиваемый"]), .init(.modules, ["12", "24", "36", "54", "72"])],
        price: { 74_000 + 3_900 * $0[1] }, weight: { 1_400 + 95 * $0[1] }, note: "С DIN-рейками, шинами N и PE и замком."),
    DemoFamily(
        category: "demo-power-cable", brand: "demo-kabelmash", article: "KM-VVG", name: "Кабель ВВГнг(А)-LS {cores}х{section} 0,66кВ ГОСТ 31996",
        axes: [.init(.cores, ["2", "3", "4", "5"]), .init(.section, ["1.5", "2.5", "4", "6", "10", "16"])],
        price: { 900 + 1_720 * $0[0] * $0[1] }, unit: "006", multiple: 1, pack: 100, weight: { 25 + 13 * $0[0] * $0[1] },
        note: "Медные жилы, не распространяет горение, малое дымовыделение."),
    DemoFamily(
        category: "demo-wire", brand: "demo-kabelmash", article: "KM-PUGV", name: "Провод ПуГВ 1х{section} {colour} ГОСТ 31947",
        axes: [.init(.section, ["1", "1.5", "2.5", "4", "6"]), .init(.colour, ["белый", "синий", "жёлто-зелёный", "красный"])],
        price: { 350 + 1_480 * $0[0] }, unit: "006", multiple: 100, pack: 100, weight: { 8 + 11 * $0[0] },
        note: "Гибкий провод для щитов, бухта 100 м."),
    DemoFamily(
        category: "demo-wire", brand: "demo-kabelmash", article: "KM-PVS", name: "Провод ПВС {cores}х{section} белый ГОСТ 7399",
        axes: [.init(.cores, ["2", "3"]), .init(.section, ["0.75", "1", "1.5", "2.5"])],
        price: { 700 + 1_560 * $0[0] * $0[1] }, unit: "006", multiple: 100, pack: 100, weight: { 20 + 14 * $0[0] * $0[1] },
        note: "Соединительный провод, бухта 100 м."),
    DemoFamily(
        category: "demo-duct", brand: "demo-tehnolux", article: "TL-GF", name: "Труба гофрированная ПВХ с зондом d{diameter} мм серая",
        axes: [.init(.diameter, ["16", "20", "25", "32", "40", "50"])],
        price: { 260 + 78 * $0[0] }, unit: "006", multiple: 50, pack: 100, weight: { 2.6 * $0[0] },
        note: "Лёгкая серия, для прокладки кабеля в стенах и потолках."),
    DemoFamily(
        category: "demo-lamps", brand: "demo-iskra", article: "IS-A60", name: "Лампа светодиодная {power}Вт {base} {temperature}К 230В «Искра»",
        axes: [.init(.power, ["5", "7", "9", "11", "15", "20"]), .init(.base, ["E27", "E14"]), .init(.temperature, ["3000", "4000", "6500"])],
        price: { 6_200 + 640 * $0[0] }, multiple: 10, pack: 100, weight: { 25 + 3 * $0[0] }, note: "Индекс цветопередачи 80, срок службы 30 000 ч."),
    DemoFamily(
        category: "demo-luminaires", brand: "demo-iskra", article: "IS-PNL",
        name: "Светильник светодиодный {power}Вт {temperature}К {protection} 595х595",
        axes: [.init(.power, ["36", "40", "50"]), .init(.temperature, ["4000", "5000", "6500"]), .init(.protection, ["IP20", "IP54"])],
        price: { 98_000 + 1_900 * $0[0] }, pack: 4, weight: { _ in 2_100 }, note: "Для подвесных потолков, пульсация менее 1 %."),
    DemoFamily(
        category: "demo-luminaires", brand: "demo-iskra", article: "IS-PRJ", name: "Прожектор светодиодный {power}Вт {temperature}К IP65 чёрный",
        axes: [.init(.power, ["10", "20", "30", "50", "100", "150", "200"]), .init(.temperature, ["4000", "6500"])],
        price: { 24_000 + 1_350 * $0[0] }, pack: 10, weight: { 180 + 12 * $0[0] }, note: "Алюминиевый корпус, закалённое стекло."),
    DemoFamily(
        category: "demo-terminals", brand: "demo-voltline", article: "VL-NSV", name: "Наконечник штыревой втулочный НШВИ {section}-{length} мм",
        axes: [.init(.section, ["0.75", "1.5", "2.5", "4", "6", "10", "16"]), .init(.length, ["8", "12"])],
        price: { 7_600 + 1_450 * $0[0] }, unit: "778", pack: 10, weight: { 15 + 14 * $0[0] }, country: "Турция", note: "В упаковке 100 штук."),
    DemoFamily(
        category: "demo-ties", brand: "demo-tehnolux", article: "TL-ST", name: "Стяжка кабельная {width}х{length} мм {colour} нейлон",
        axes: [.init(.width, ["2.5", "3.6", "4.8"]), .init(.length, ["100", "200", "300"]), .init(.colour, ["белая", "чёрная"])],
        price: { 18 * $0[0] * $0[1] }, unit: "778", pack: 50, weight: { 0.3 * $0[0] * $0[1] }, note: "В упаковке 100 штук."),
]
