/// Tools of the demo.
let demoTools: [DemoFamily] = [
    DemoFamily(
        category: "demo-drills", brand: "demo-kalibr", article: "KL-SV", name: "Сверло по металлу {diameter} мм {steel} DIN 338",
        axes: [
            .init(.steel, ["HSS", "HSS-Co5"]),
            .init(.diameter, ["2", "2.5", "3", "3.2", "3.5", "4", "4.2", "4.5", "5", "5.5", "6", "6.5", "7", "8", "9", "10", "11", "12", "13"]),
        ],
        price: { 3_100 + 310 * $0[1] * $0[1] }, pack: 10, weight: { 0.9 * $0[1] * $0[1] }, note: "Шлифованное, угол при вершине 135°."),
    DemoFamily(
        category: "demo-bits-sds", brand: "demo-hartmeister", article: "HM-SDS", name: "Бур SDS-plus {diameter}х{length} мм",
        axes: [.init(.diameter, ["5", "6", "8", "10", "12", "14", "16"]), .init(.length, ["110", "160", "210", "260"])],
        price: { 5_200 + 9.5 * $0[0] * $0[1] }, weight: { 0.055 * $0[0] * $0[1] }, country: "Германия", note: "Четыре режущие кромки, твёрдый сплав."),
    DemoFamily(
        category: "demo-discs", brand: "demo-kalibr", article: "KL-DO", name: "Диск отрезной по металлу {diameter}х{thickness}х22,2 мм",
        axes: [.init(.diameter, ["115", "125", "150", "180", "230"]), .init(.thickness, ["1", "1.6", "2.5"])],
        price: { 900 + 17 * $0[0] * $0[1] }, multiple: 5, pack: 25, weight: { 0.35 * $0[0] * $0[1] }),
    DemoFamily(
        category: "demo-discs", brand: "demo-hartmeister", article: "HM-DA", name: "Диск алмазный по бетону {diameter}х22,2 мм сегментный",
        axes: [.init(.diameter, ["115", "125", "150", "180", "230"])],
        price: { 41_000 + 620 * $0[0] }, weight: { 2.4 * $0[0] }, country: "Германия"),
    DemoFamily(
        category: "demo-screwdrivers", brand: "demo-instgrad", article: "IG-OT", name: "Отвёртка {tip} {length} мм двухкомпонентная рукоятка",
        axes: [.init(.tip, ["PH0", "PH1", "PH2", "PH3", "PZ2", "SL4", "SL6"]), .init(.length, ["75", "100", "150"])],
        price: { 9_800 + 62 * $0[1] }, pack: 12, weight: { 40 + 0.5 * $0[1] }),
    DemoFamily(
        category: "demo-screwdrivers", brand: "demo-hartmeister", article: "HM-VDE", name: "Отвёртка диэлектрическая {tip} {length} мм 1000 В",
        axes: [.init(.tip, ["PH1", "PH2", "SL4", "SL6"]), .init(.length, ["80", "100"]), .init(.insulated, ["true"])],
        price: { 38_000 + 110 * $0[1] }, weight: { 45 + 0.5 * $0[1] }, country: "Германия"),
    DemoFamily(
        category: "demo-wrenches", brand: "demo-instgrad", article: "IG-KK", name: "Ключ комбинированный {size} мм хром-ванадий",
        axes: [.init(.size, ["6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "22", "24", "27", "30", "32"])],
        price: { 9_500 + 92 * $0[0] * $0[0] }, weight: { 14 + 0.7 * $0[0] * $0[0] }),
    DemoFamily(
        category: "demo-pliers", brand: "demo-instgrad", article: "IG-PS", name: "Пассатижи комбинированные {length} мм",
        axes: [.init(.length, ["160", "180", "200"])], price: { 410 * $0[0] }, weight: { 1.6 * $0[0] }),
    DemoFamily(
        category: "demo-pliers", brand: "demo-hartmeister", article: "HM-BK", name: "Бокорезы диэлектрические {length} мм 1000 В",
        axes: [.init(.length, ["160", "180"]), .init(.insulated, ["true"])], price: { 1_450 * $0[0] }, weight: { 1.5 * $0[0] }, country: "Германия"),
    DemoFamily(
        category: "demo-hammer-drills", brand: "demo-kitano", article: "KT-HR", name: "Перфоратор SDS-plus {power}Вт с кейсом",
        axes: [.init(.power, ["620", "800", "900", "1100"])], price: { 430_000 + 820 * $0[0] }, weight: { 1_900 + 1.6 * $0[0] }, country: "Китай"),
    DemoFamily(
        category: "demo-cordless", brand: "demo-kitano", article: "KT-DF", name: "Дрель-шуруповёрт аккумуляторная {voltage}В 2х2 А·ч кейс",
        axes: [.init(.voltage, ["12", "14.4", "18"])], price: { 240_000 + 41_000 * $0[0] }, weight: { 900 + 45 * $0[0] }, country: "Китай"),
    DemoFamily(
        category: "demo-grinders", brand: "demo-kitano", article: "KT-GA", name: "Машина углошлифовальная {diameter} мм {power}Вт",
        axes: [.init(.diameter, ["125", "230"]), .init(.power, ["900", "1400", "2200"])], price: { 1_900 * $0[0] + 210 * $0[1] },
        weight: { 8 * $0[0] + 1.1 * $0[1] },
        country: "Китай"),
    DemoFamily(
        category: "demo-measuring", brand: "demo-kalibr", article: "KL-RL", name: "Рулетка измерительная {length} мм х {width} мм магнитный зацеп",
        axes: [.init(.length, ["3000", "5000", "8000", "10000"]), .init(.width, ["19", "25"])], price: { 9_000 + 3.4 * $0[0] + 140 * $0[1] },
        pack: 12,
        weight: { 90 + 0.04 * $0[0] }),
    DemoFamily(
        category: "demo-measuring", brand: "demo-kalibr", article: "KL-UR", name: "Уровень строительный {length} мм три глазка",
        axes: [.init(.length, ["400", "600", "800", "1000", "1500", "2000"])], price: { 24_000 + 78 * $0[0] }, weight: { 0.75 * $0[0] }),
]
