import Kernel
@testable import Search
import Testing

@Suite("The search index")
struct SearchIndexTests {
    private static let goods: [Searchable] = [
        Searchable(name: "Болт с шестигранной головкой М8х40 оцинкованный", article: "BL-M8-40", labels: ["Уралкрепёж", "Болты", "Крепёж"], extras: ["8.8"]),
        Searchable(name: "Болт М8х45 оцинкованный", article: "BL-M8-45", labels: ["Уралкрепёж", "Болты"]),
        Searchable(name: "Гайка М8", article: "GK-M8", labels: ["Уралкрепёж", "Гайки"]),
        Searchable(name: "Кабель ВВГнг(А)-LS 3х2,5 0,66кВ", article: "KM-VVG-3-25", labels: ["Камкабель", "Кабели силовые"]),
        Searchable(name: "Кабель ВВГнг(А)-LS 3х1,5 0,66кВ", article: "KM-VVG-3-15", labels: ["Камкабель", "Кабели силовые"]),
        Searchable(name: "Выключатель автоматический ВА47-29 2P 20А C", article: "EP-VA47-2-20-C", numbers: ["MVA20-2-020-C"], labels: ["Электропульт", "Автоматы"]),
        Searchable(name: "Выключатель автоматический ВА47-29 1P 16А C", article: "EP-VA47-1-16-C", labels: ["Электропульт", "Автоматы"]),
        Searchable(name: "Рамка для розетки белая", article: "TL-RM-1", labels: ["Онега"]),
        Searchable(name: "Розетка 1-местная с заземлением", article: "TL-RS-1", labels: ["Онега"]),
        Searchable(name: "Двигатель асинхронный 0,75 кВт 1500 об/мин", article: "AIR-71-B4", labels: ["Двигатели"], extras: ["0.75 кВт"]),
    ]

    private func index() -> SearchIndex {
        var index = SearchIndex()
        index.rebuild(Self.goods.enumerated().map { (place: $0, text: $1) })
        return index
    }

    private func best(_ question: String, in index: SearchIndex) -> String? {
        index.matches(question).min { ($0.rank, $0.place) < ($1.rank, $1.place) }.map { Self.goods[$0.place].article }
    }

    @Test("a piece of an article finds every article that has it, and no other")
    func pieces() {
        // Articles of few signs, so that many share their pieces: each number written in base three, five signs behind a letter.
        let articles = (0..<243).map { number in
            "Q" + (0..<5).map { place in ["7", "B", "C"][number / Int([1, 3, 9, 27, 81][place]) % 3] }.joined()
        }
        var index = SearchIndex()
        index.rebuild(articles.enumerated().map { (place: $0, text: Searchable(name: "товар", article: $1)) })
        for piece in ["7BC", "CB7", "777", "B7CB", "7C7C7", "CCCC", "Q7B7"] {
            let found = index.matches(piece).map { articles[$0.place] }
            let expected = articles.filter { $0.contains(piece) }
            #expect(found == expected, "\(piece)")
            #expect(!expected.isEmpty)
        }
    }

    @Test("each way of asking finds the right product first", arguments: [
        ("болт м8х40", "BL-M8-40"), ("болты 8*40", "BL-M8-40"), ("M8x45", "BL-M8-45"), ("кабель 3х2,5", "KM-VVG-3-25"), ("ввг 3x1.5", "KM-VVG-3-15"),
        ("автомат 20А", "EP-VA47-2-20-C"), ("va47-2-20", "EP-VA47-2-20-C"), ("47220", "EP-VA47-2-20-C"), ("mva20-2-020-c", "EP-VA47-2-20-C"), ("ВА47-29 1p", "EP-VA47-1-16-C"),
        ("розетка", "TL-RS-1"), ("рамка розетки", "TL-RM-1"), (",jkn v8[45", "BL-M8-45"), ("rozetka", "TL-RS-1"), ("розетак", "TL-RS-1"), ("выключтель 16а", "EP-VA47-1-16-C"),
        ("0.75 кВт", "AIR-71-B4"), ("двигатель 0,75квт", "AIR-71-B4"), ("камкаб 3х2.5", "KM-VVG-3-25"), ("оцинкованные болты м8х40 гост", "BL-M8-40"), ("vvg-3", "KM-VVG-3-15"),
    ])
    func asking(_ question: String, _ article: String) {
        let index = index()
        let found = best(question, in: index)
        if question == "vvg-3" { #expect(found?.hasPrefix("KM-VVG-3") ?? false) } else { #expect(found == article, "\(question): \(found ?? "nothing")") }
    }

    @Test("pieces from the middle of words and codes find, where nothing else does and they are asked for")
    func inside() {
        var index = index()
        for (piece, article) in [("игател", "AIR-71-B4"), ("1500 гател", "AIR-71-B4"), ("бель х2,5", "KM-VVG-3-25"), ("тигранной", "BL-M8-40")] {
            #expect(index.matches(piece).map { Self.goods[$0.place].article } == [article], "\(piece)")
            #expect(index.matches(piece, thoroughly: false).isEmpty, "\(piece)")
        }
        #expect(index.matches("бель 3х").map(\.place) == [3, 4])
        // So many words are not looked for inside others.
        #expect(index.matches("игател игател игател игател игател игател").map(\.place) == [9])
        #expect(index.matches("игател игател игател игател игател игател игател").isEmpty)
        #expect(index.matches("игател", among: PlaceSet(count: 10) { $0 != 9 }).isEmpty)
        index.put([(place: 9, text: Searchable(name: "Редуктор", article: "RD"))])
        #expect(index.matches("игател").isEmpty)
    }

    @Test("a unit that does not belong to the number beside it is looked for apart, before anything is taken for a typo")
    func apart() {
        var index = SearchIndex()
        let names = ["Кабель ВВГ 3х2,5 бухта 100 м", "Болт М10", "Молоток 2 кг рукоять 50"]
        index.rebuild(names.enumerated().map { (place: $0, text: Searchable(name: $1, article: "Z\($0)")) })
        #expect(index.matches("м 100 бухта").map(\.place) == [0])
        #expect(index.matches("м 100").map(\.place) == [0])
        #expect(index.matches("50 кг молоток").map(\.place) == [2])
        #expect(index.matches("м 10").map(\.place) == [1])
    }

    @Test("what is not there is not found")
    func nothing() {
        let index = index()
        for question in ["", "   ", "перфоратор", "болт м8х99", "()", String(repeating: "я", count: 5000)] { #expect(index.matches(question).isEmpty, "\(question.prefix(20))") }
    }

    @Test("a changed product is found by what it says now, and by nothing else")
    func changes() {
        var index = index()
        index.put([(place: 2, text: Searchable(name: "Шайба М8", article: "SH-M8"))])
        #expect(index.matches("гайка").isEmpty)
        #expect(index.matches("шайба").map(\.place) == [2])
        #expect(index.matches("уралкрепеж").map(\.place) == [0, 1])
        index.put([(place: 10, text: Searchable(name: "Гайка М10", article: "GK-M10"))])
        #expect(index.matches("гайка").map(\.place) == [10])
        #expect(index.partCount == 3)
    }

    @Test("however it was put together, in whatever parts, joined or kept and read again, it answers alike")
    func parts() throws {
        var seed: UInt64 = 5
        func random(_ n: Int) -> Int { seed = seed &* 6_364_136_223_846_793_005 &+ 1; return Int(seed >> 33) % n }
        let names = ["Болт М8х40 оцинкованный", "Гайка М8", "Кабель ВВГнг 3х2,5", "Труба медная 15 мм", "Розетка белая", "Болты мебельные", ""]
        func any() -> Searchable { Searchable(name: names[random(names.count)], article: "A-\(random(500))", numbers: ["M\(random(90))"], labels: ["Север"], extras: ["\(random(20)) мм"]) }
        var texts = (0..<5000).map { _ in any() }
        var index = SearchIndex(count: texts.count) { [texts] in texts[$0] }
        #expect(index.partCount >= 1 && index.size == 5000)
        func check(_ step: String) {
            let whole = SearchIndex(count: texts.count) { [texts] in texts[$0] }
            for question in ["болт", "ujkn", "гайка м8", "блт", "A-12", "15 мм", "розетк", "A1", "кабель север", "M7", "болт гайка кабель"] {
                #expect(index.matches(question) == whole.matches(question), "\(step): \(question)")
                let best = whole.matches(question).sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(7)
                let some = index.matches(question, best: 7).sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }
                #expect(some.prefix(7) == best, "\(step): the best of \(question)")
                #expect(index.places(withArticleBeginning: question.uppercased()).sorted() == whole.places(withArticleBeginning: question.uppercased()).sorted())
            }
        }
        check("whole")
        for step in 0..<30 {
            let before = index
            let places = Set((0..<(step % 10 == 0 ? 400 : 1 + random(5))).map { _ in random(texts.count + (step % 7 == 0 ? 1 : 0)) }).sorted()
            for place in places { if place == texts.count { texts.append(any()) } else { texts[place] = any() } }
            index.put(places) { [texts] in texts[$0] }
            if step % 10 == 9 { check("put \(step)") }
            if let (first, places) = index.fragmented() {
                // Something comes while the parts are being joined.
                let found = index
                texts[7] = any()
                index.put([7]) { [texts] in texts[$0] }
                var merged = SearchIndex()
                merged.put(places) { [texts, old = before] place in place == 7 && old.size > 0 ? Searchable(name: "Старое", article: "OLD") : texts[place] }
                index = index.replacing(from: first, of: found, by: merged)
                #expect(index.partCount <= first + merged.partCount + 1)
                check("joined \(step)")
            }
        }
        var pieces: [[UInt8]] = []
        index.encode { pieces.append($0) }
        let kept = pieces
        index = try SearchIndex(pieces: kept.count, { kept[$0] }) { count, body in for number in 0..<count { try body(number) } }
        check("kept")
    }

    @Test("the answer to words in any order is what a look at every product gives")
    func bruteForce() {
        var seed: UInt64 = 11
        func random(_ n: Int) -> Int { seed = seed &* 6_364_136_223_846_793_005 &+ 1; return Int(seed >> 33) % n }
        let vocabulary = ["кабель", "болт", "гайка", "белый", "синий", "усиленный", "труба", "провод", "медный", "стальной", "M8X40", "16А", "3х2,5"]
        let goods = (0..<400).map { place in
            (place: place, text: Searchable(name: (0...random(4)).map { _ in vocabulary[random(vocabulary.count)] }.joined(separator: " "), article: "A\(place)"))
        }
        var index = SearchIndex()
        index.rebuild(Array(goods.prefix(300)))
        index.put(Array(goods.suffix(100)))
        let words = Words()
        let owned = goods.map { good in (place: good.place, terms: Set(words.terms(of: good.text.name).map(\.text))) }
        for _ in 0..<300 {
            let question = (0...random(2)).map { _ in vocabulary[random(vocabulary.count)] }
            let wanted = question.compactMap { words.question($0).first?.text }
            let ought = owned.filter { $0.terms.isSuperset(of: wanted) }.map(\.place)
            let found = index.matches(question.joined(separator: " "))
            if !ought.isEmpty { #expect(found.filter { $0.rank < 128 }.map(\.place) == ought, "\(question)") }
        }
    }

    @Test("over many chunks, in long lists and short ones, of several parts, hidden ones left out: found and ranked as a look at every product ranks")
    func chunks() {
        var seed: UInt64 = 17
        func random(_ n: Int) -> Int { seed = seed &* 6_364_136_223_846_793_005 &+ 1; return Int(seed >> 33) % n }
        let vocabulary = ["кабель", "болт", "гайка", "щит", "лампа", "кран"]
        // A word stands in the name, in a label, or elsewhere; the last of these is rare.
        func word() -> String { random(40) == 0 ? vocabulary[5] : vocabulary[random(5)] }
        func any(_ place: Int) -> Searchable {
            Searchable(name: (0...random(3)).map { _ in word() }.joined(separator: " "), article: "", labels: [word()], extras: random(2) == 0 ? [word()] : [])
        }
        var places: Set<Int> = [0, 65_535, 65_536, 131_071, 131_072, 199_999]
        while places.count < 6000 { places.insert(random(200_000)) }
        var texts = Dictionary(uniqueKeysWithValues: places.map { ($0, any($0)) })
        var index = SearchIndex()
        index.put(places.sorted().map { (place: $0, text: texts[$0] ?? any($0)) })
        for size in [2000, 40, 1] {
            let changed = places.sorted().filter { _ in random(6000) < size }
            for place in changed { texts[place] = any(place) }
            index.put(changed.map { (place: $0, text: texts[$0] ?? any($0)) })
        }
        let shown = PlaceSet(count: 200_000) { $0 % 3 != 0 || $0 >= 131_071 }
        let words = Words()
        let known = texts.map { place, text in
            let name = words.terms(of: text.name).map(\.text)
            return (place: place, name: name, labels: Set(text.labels.flatMap { words.terms(of: $0).map(\.text) }), extras: Set(text.extras.flatMap { words.terms(of: $0).map(\.text) }))
        }.sorted { $0.place < $1.place }
        for (first, others) in [(0, []), (5, []), (1, [2]), (5, [0]), (0, [5, 3]), (4, [3, 2, 1])] as [(Int, [Int])] {
            let question = ([first] + others).map { vocabulary[$0] }.joined(separator: " ")
            let wanted = words.question(question).map(\.text)
            for shown in [nil, shown] {
                let ought = known.compactMap { good -> SearchMatch? in
                    guard shown?.contains(good.place) ?? true else { return nil }
                    var sum: Int64 = 0
                    for word in wanted {
                        guard good.name.contains(word) || good.labels.contains(word) || good.extras.contains(word) else { return nil }
                        sum += good.name.contains(word) ? 0 : good.labels.contains(word) ? 2 : 3
                    }
                    return SearchMatch(place: good.place, rank: sum * 128 + (good.name.first == wanted.first ? 0 : 64) + Int64(good.name.count))
                }
                #expect(!ought.isEmpty)
                // On one core and on all of them.
                for few in [20_000, 0] {
                    index.few = few
                    let found = index.matches(question, among: shown)
                    #expect(found == ought, "\(question): \(found.count) of \(ought.count)")
                    let best = index.matches(question, best: 5, among: shown).sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(5)
                    #expect(best == ought.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.prefix(5), "\(question): the best")
                }
            }
        }
        // A word that nobody has: of three or more words one may be missing.
        let lacking = known.compactMap { good -> SearchMatch? in
            let wanted = words.question("кабель болт").map(\.text)
            var sum: Int64 = 20
            for word in wanted {
                guard good.name.contains(word) || good.labels.contains(word) || good.extras.contains(word) else { return nil }
                sum += good.name.contains(word) ? 0 : good.labels.contains(word) ? 2 : 3
            }
            return SearchMatch(place: good.place, rank: sum * 128 + (good.name.first == wanted.first ? 0 : 64) + Int64(good.name.count))
        }
        for few in [20_000, 0] {
            index.few = few
            #expect(index.matches("кабель болт экскаватор") == lacking)
        }
    }
}
