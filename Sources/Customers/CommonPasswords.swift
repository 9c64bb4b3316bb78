package import Database
package import Kernel

// What people think of first when they are asked for a password, put together by rule: words of signing in, of weather, family, animals, sport, teams, towns, cars, trade and
// feeling, first names, in both languages. Walks over the keyboard, rows of signs, years and dates are found by rule and need not stand here.
private let usualWords = """
    password passwd pass parol login logon admin administrator root user guest test tester demo default secret private access enter letmein welcome hello master system server
    service manager office company business money account client customer buyer order price stock trade shop store market warehouse supply supplier sales invoice portal
    internet computer network windows linux apple google yandex telegram whatsapp iphone samsung android microsoft oracle
    love iloveyou loveyou lovely baby sweet honey angel prince princess king queen star super hero batman superman spiderman pokemon matrix dragon tiger lion eagle wolf monkey
    horse dog cat kitty puppy bear panda shark snake spider bunny rabbit chicken
    summer winter spring autumn january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    sunshine sunny rainbow flower snow storm thunder fire water ocean river mountain forest
    football soccer hockey baseball basketball tennis boxing spartak zenit cska dynamo arsenal chelsea barcelona liverpool juventus real
    michael jordan daniel thomas robert charlie george jessica jennifer ashley nicole michelle amanda andrew joshua matthew anthony william david james john peter alex max anna maria
    moscow russia petersburg kazan samara omsk siberia ural paris london berlin america
    mercedes toyota honda nissan bmw audi lada ferrari porsche mustang harley yamaha
    coffee cookie chocolate banana orange cherry pepper ginger vodka beer pizza
    music guitar piano dance player game gamer killer hunter ranger soldier army navy sniper warrior ninja samurai
    black white red blue green yellow silver gold golden purple pink
    freedom happy lucky forever always nothing something whatever trustno trust trustme change changeme please open sesame magic dream smile peace
    one two three four five six seven eight nine ten hundred thousand million first last new old good best cool top
    mother father mama papa brother sister friend family child home house
    пароль логин вход админ администратор пользователь гость тест демо секрет доступ привет добро пожаловать здравствуй система сервер портал менеджер директор бухгалтер офис
    компания фирма бизнес деньги счет клиент покупатель заказ цена прайс склад товар поставщик продажи закупка закупки снабжение магазин оптовик работа завод база контора
    интернет компьютер сеть яндекс гугл телеграм телефон
    любовь люблю тебя люблютебя любимый любимая солнце солнышко зайка зайчик котенок котик кошка кот собака пес медведь тигр лев волк орел дракон рыбка белка лиса лошадь слон
    лето зима весна осень январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг пятница суббота воскресенье
    радуга цветок роза снег дождь гроза огонь вода море река лес гора звезда луна небо космос
    футбол хоккей бокс спартак зенит динамо локомотив торпедо авангард чемпион победа
    александр алексей андрей антон артем борис вадим валентин василий виктор виталий владимир вячеслав геннадий георгий григорий денис дмитрий евгений иван игорь илья кирилл
    константин максим михаил никита николай олег павел петр роман руслан сергей станислав степан тимур юрий
    алена алина алла анастасия анна валентина валерия вера виктория галина дарья екатерина елена жанна зоя инна ирина карина кристина ксения лариса лидия людмила маргарита марина
    мария надежда наталья наташа нина оксана ольга полина светлана софия тамара татьяна юлия яна саша дима сережа катя маша настя лена оля таня юля вова коля миша
    москва россия питер петербург казань самара омск томск уфа пермь сибирь урал кавказ крым волга байкал сочи
    мама папа брат сестра друг семья дети сын дочь дом родина мир счастье удача жизнь смерть бог ангел король королева принц принцесса царь герой
    черный белый красный синий зеленый желтый золото серебро
    шоколад конфета кофе чай водка пиво пельмени банан лимон апельсин вишня яблоко
    музыка гитара танец игра игрок убийца охотник солдат армия флот снайпер воин ниндзя
    первый последний новый старый лучший один два три четыре пять шесть семь восемь девять десять сто тысяча миллион
    """

/// Rows of signs and ways over the keyboard, of which every part is guessed early, forwards and backwards.
private let usualWalks = [
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz", "абвгдеежзийклмнопрстуфхцчшщъыьэюя",
    "!@#$%^&*()_+", "!\"№;%:?*()_+", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "qazwsxedcrfvtgbyhnujmik", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "zaq1xsw2cde3vfr4bgt5",
    "1йфя2цыч3увс4кам5епи6нрт", "йфяцычувскамепинртгоьшлб", "1й2ц3у4к5е6н7г8ш9щ0з", "й1ц2у3к4е5н6г7ш8щ9з0", "asdfqwer", "qweasdzxc", "qweasd", "йцуфывячс", "2468", "13579", "147258369", "963852741", "159357",
]

/// What a sign is put for another one: `p@ssw0rd`.
private let disguises: [Character: String] = ["0": "oо", "1": "ilи", "3": "eзе", "4": "aч", "5": "s", "7": "t", "8": "bв", "9": "g", "@": "aа", "$": "s", "!": "il", "6": "б"]

private let latinKeys = Array("qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
private let russianKeys = Array("йцукенгшщзхъфывапролджэячсмитьбюё")

/// The words, and those of each alphabet as they come out with the other layout switched on.
private let guessedWords: Set<[Character]> = {
    let toLatin = Dictionary(zip(russianKeys, latinKeys), uniquingKeysWith: { first, _ in first })
    let toRussian = Dictionary(zip(latinKeys, russianKeys), uniquingKeysWith: { first, _ in first })
    var words: Set<[Character]> = []
    for word in usualWords.split(whereSeparator: \.isWhitespace).map(Array.init) {
        words.insert(word)
        words.insert(word.map { toLatin[$0] ?? toRussian[$0] ?? $0 })
    }
    return words.filter { $0.count >= 3 }
}()

private let guessedWalks: [[Character]] = usualWalks.flatMap { [Array($0), Array($0.reversed())] }

/// Whether a password is made of what is guessed first: usual words, the person's own, walks over the keyboard, rows of one sign, repetitions, years and dates, with fewer than
/// four letters or digits of anything else. Four or more different words together are a phrase, and good.
/// - Parameter own: what whoever guesses knows of the person.
func isCommon(_ password: String, own: [String]) -> Bool {
    let signs = Array(password.lowercased().replacing("ё", with: "е"))
    guard signs.count <= 200 else { return false }
    let known = Set(own.flatMap(ownWords))
    // No usual word is longer than 14 signs; names of companies are.
    let longest = max(14, known.map(\.count).max() ?? 0)
    // For each place: the least that is left over before it, and the words that cover the rest.
    var best: [(rest: Int, words: Set<[Character]>)] = [(0, [])]
    for end in 1...max(1, signs.count) where end <= signs.count {
        let sign = signs[end - 1]
        let counts = sign.isLetter || sign.isNumber || !(end > 1 && signs[end - 2] == sign || sign.isWhitespace || "-_.".contains(sign))
        var least = (rest: best[end - 1].rest + (counts ? 1 : 0), words: best[end - 1].words)
        for start in stride(from: end - 3, through: max(0, end - longest), by: -1) {
            let piece = Array(signs[start..<end])
            guard best[start].rest <= least.rest else { continue }
            if isRow(piece) || isWalk(piece) || isDate(piece) || isEcho(signs, start, end) {
                if best[start].rest < least.rest { least = best[start] }
            } else if let word = word(of: piece, known) {
                let words = best[start].words.union([word])
                if best[start].rest < least.rest || words.count < least.words.count { least = (best[start].rest, words) }
            }
        }
        // What stands twice is guessed with what stands once.
        for length in 2...8 where end >= 2 * length && signs[end - length..<end].elementsEqual(signs[end - 2 * length..<end - length]) && best[end - length].rest < least.rest {
            least = best[end - length]
        }
        best.append(least)
    }
    guard let whole = best.last else { return false }
    return whole.rest < 4 && whole.words.count < 4
}

/// The parts of a name or an address that are long enough to be told.
private func ownWords(_ text: String) -> [[Character]] {
    text.lowercased().replacing("ё", with: "е").split { !$0.isLetter && !$0.isNumber }.filter { $0.count >= 3 }.map(Array.init)
}

private func word(of piece: [Character], _ own: Set<[Character]>) -> [Character]? {
    if guessedWords.contains(piece) || own.contains(piece) { return piece }
    // Only what is disguised is compared sign by sign.
    guard piece.contains(where: { disguises[$0] != nil }) else { return nil }
    let isMeant = { (word: [Character]) in
        word.count == piece.count && zip(piece, word).allSatisfy { shown, meant in shown == meant || disguises[shown]?.contains(meant) == true }
    }
    return guessedWords.first(where: isMeant) ?? own.first(where: isMeant)
}

private func isRow(_ piece: [Character]) -> Bool { Set(piece).count == 1 }

private func isWalk(_ piece: [Character]) -> Bool {
    guessedWalks.contains { walk in
        walk.count >= piece.count && (0...(walk.count - piece.count)).contains { walk[$0..<$0 + piece.count].elementsEqual(piece) }
    }
}

/// A year of a life, or a day of it as people write it.
private func isDate(_ piece: [Character]) -> Bool {
    guard piece.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(String(piece)) else { return false }
    func isYear(_ number: Int) -> Bool { (1900...2099).contains(number) }
    switch piece.count {
    case 4: return isYear(number)
    case 6: return (1...31).contains(number / 10_000) && (1...12).contains(number / 100 % 100)
    case 8:
        let byDay = (1...31).contains(number / 1_000_000) && (1...12).contains(number / 10_000 % 100) && isYear(number % 10_000)
        return byDay || isYear(number / 10_000) && (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
    default: return false
    }
}

/// The same piece stands right before it.
private func isEcho(_ signs: [Character], _ start: Int, _ end: Int) -> Bool {
    let length = end - start
    return start >= length && signs[start - length..<start].elementsEqual(signs[start..<end])
}

extension Reader {
    /// What everybody knows who guesses a person's password: name, address, the companies, the house.
    package func guessable(of person: ID<Person>) throws -> [String] {
        let rows = try rows("""
            SELECT p.name, p.email, v.name AS supplier, c.name AS client FROM people AS p LEFT JOIN suppliers AS v ON v.id = p.supplier_id
            LEFT JOIN memberships AS m ON m.person_id = p.id LEFT JOIN clients AS c ON c.id = m.client_id WHERE p.id = \(person) ORDER BY c.id LIMIT 50
            """)
        let known = try rows.flatMap { [try $0.get("name", as: String.self), try $0.get("email"), try $0.find("supplier") ?? "", try $0.find("client") ?? ""] }
        return Set(known + [try houseSettings().name, "kontor", "контор"]).sorted()
    }
}
