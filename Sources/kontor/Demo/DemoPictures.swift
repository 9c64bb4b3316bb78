import Kernel

private let steel: DemoDrawing.Colour = 0xA9B2BC
private let dark: DemoDrawing.Colour = 0x3C444D
private let pale: DemoDrawing.Colour = 0xE4E8EC
private let shade: DemoDrawing.Colour = 0x7B858F
private let copper: DemoDrawing.Colour = 0xC98A52

extension DemoProduct {
    /// What is drawn of it: products that look alike share a drawing. Nil for some, as in life.
    var pictureName: String? {
        guard number % 41 != 40 else { return nil }
        let colour = values.first { $0.parameter == .colour }?.value
        let poles = values.first { $0.parameter == .poles }?.value
        let parts = [String(category.dropFirst("demo-".count)), String(family.brand.dropFirst("demo-".count)), colour, poles].compactMap(\.self)
        return parts.map { String($0.map { $0.isLetter || $0.isNumber ? $0 : "-" }) }.joined(separator: "_") + ".png"
    }

    /// By its category, in the colours of its brand and its own.
    var drawing: DemoDrawing {
        var drawing = DemoDrawing()
        let accent = brandColour
        let colour = values.first { $0.parameter == .colour }.flatMap { namedColour($0.value) }
        switch category {
        case "demo-breakers", "demo-rcd", "demo-contactors", "demo-relays":
            drawing.drawModules(values.first { $0.parameter == .poles }.flatMap { Int($0.value) } ?? 2, accent, isTested: category == "demo-rcd")
        case "demo-sockets", "demo-switches", "demo-buttons": drawing.drawPlate(category, colour ?? pale)
        case "demo-boards": drawing.drawBoard(accent)
        case "demo-power-cable", "demo-data-cable", "demo-wire": drawing.drawCoil(colour ?? (category == "demo-power-cable" ? dark : accent))
        case "demo-duct", "demo-trunking", "demo-terminals", "demo-ties", "demo-strip": drawing.drawLength(category, colour ?? steel, accent)
        case "demo-lamps", "demo-luminaires": drawing.drawLight(category, colour ?? pale, accent)
        case "demo-bolts", "demo-screws", "demo-self-tapping", "demo-anchors", "demo-rods", "demo-rivets":
            drawing.drawBolt(category, colour ?? steel)
        case "demo-nuts", "demo-washers", "demo-discs", "demo-perforated": drawing.drawRound(category, colour ?? steel, accent)
        case "demo-drills", "demo-bits-sds": drawing.drawDrill(steel)
        case "demo-hammer-drills", "demo-cordless", "demo-grinders": drawing.drawMachine(accent)
        default: drawing.drawHandTool(category, colour ?? accent)
        }
        return drawing
    }

    private var brandColour: DemoDrawing.Colour {
        switch family.brand {
        case "demo-elprom": 0x2F6FB5
        case "demo-voltline": 0xD1572B
        case "demo-tehnolux": 0x2F8F83
        case "demo-kabelmash": 0x5A5F66
        case "demo-iskra": 0xE0A92E
        case "demo-uralkrep": 0x8A6A45
        case "demo-nordschraub": 0x4A6B8A
        case "demo-kalibr": 0xB23B3B
        case "demo-hartmeister": 0xC7362F
        case "demo-instgrad": 0x3E8E4E
        default: 0x1F8A9E
        }
    }
}

private func namedColour(_ name: String) -> DemoDrawing.Colour? {
    let roots: [(String, DemoDrawing.Colour)] = [
        ("жёлто-зел", 0xA8C03A), ("бел", 0xF1F2F0), ("син", 0x3567B0), ("красн", 0xC23B36), ("чёрн", 0x2B2F33), ("коричн", 0x7A5233), ("зел", 0x3F9A55),
        ("жёлт", 0xE2BE35), ("оранж", 0xE0842E), ("сер", 0x9AA1A8), ("слоновая", 0xEADFC4), ("антрацит", 0x454B52), ("сосна", 0xD9B57C), ("дуб", 0xB98C58),
        ("дерево", 0xA9794A), ("беж", 0xDCCBAE), ("хром", 0xBFC6CC), ("бронз", 0x8F6B3E), ("стекл", 0xC7DDE3), ("прозрач", 0xDCE7EA), ("RAL 3005", 0x5E2028),
        ("RAL 7024", 0x474A50), ("цинк", 0xB8BFC6), ("затемн", 0x5B6168),
    ]
    return roots.first { name.hasPrefix($0.0) }?.1
}

extension DemoDrawing {
    fileprivate mutating func drawModules(_ count: Int, _ accent: Colour, isTested: Bool) {
        let modules = max(1, min(4, count))
        let width = 19.0
        let left = 50 - Double(modules) * width / 2
        for module in 0..<modules {
            let x = left + (Double(module) + 0.5) * width
            box(x, 50, width - 0.8, 78, 1.5, 0xD5DADF)
            box(x, 50, width - 0.8, 44, 1, 0xF4F6F7)
            for y in [18.0, 82.0] {
                disc(x, y, 4.2, shade)
                line(x - 2.6, y, x + 2.6, y, 1.2, dark)
            }
            box(x, 46, 7, 15, 1.5, accent)
            box(x, 42, 7, 5, 1.5, dark)
            box(x, 62, 11, 2, 0.5, shade)
        }
        if isTested { box(left + width / 2, 67, 8, 4, 1, 0xE2BE35) }
    }

    fileprivate mutating func drawPlate(_ category: String, _ colour: Colour) {
        if category == "demo-buttons" {
            box(50, 62, 26, 44, 3, dark)
            disc(50, 36, 24, shade)
            disc(50, 36, 18, colour)
            ring(50, 36, 18, 1.5, dark)
            return
        }
        box(50, 50, 78, 78, 6, 0xC3C9CF)
        box(50, 49, 76, 75, 6, colour)
        box(50, 49, 56, 56, 3, pale)
        guard category == "demo-sockets" else {
            box(50, 49, 52, 52, 2, colour)
            return line(50, 24, 50, 74, 1, shade)
        }
        disc(50, 49, 24, 0xCBD1D6)
        disc(50, 49, 21.5, colour)
        for x in [41.0, 59.0] { disc(x, 49, 3.4, dark) }
        for y in [28.0, 70.0] { box(50, y, 5, 5, 1, copper) }
    }

    fileprivate mutating func drawBoard(_ accent: Colour) {
        box(50, 50, 64, 84, 3, 0xB4BCC4)
        box(50, 50, 60, 80, 2, 0xDDE2E6)
        for y in [30.0, 50.0, 70.0] {
            box(50, y, 48, 12, 1, 0x9AA4AD)
            for x in stride(from: 30.0, through: 70.0, by: 6.5) { box(x, y, 5.4, 10, 0.6, 0xF4F6F7) }
        }
        disc(76, 50, 2.2, accent)
    }

    fileprivate mutating func drawCoil(_ colour: Colour) {
        for radius in stride(from: 38.0, through: 20.0, by: -3.6) {
            ring(50, 50, radius, 3.2, colour)
            ring(50, 50, radius + 0.9, 0.5, 0xFFFFFF)
        }
        for (x, y) in [(50.0, 21.0), (50.0, 79.0)] { box(x, y, 7, 24, 1, 0xE8EBEE) }
        line(83, 60, 92, 84, 3.2, colour)
        line(92, 84, 93, 91, 2, copper)
    }

    fileprivate mutating func drawLength(_ category: String, _ colour: Colour, _ accent: Colour) {
        switch category {
        case "demo-terminals":
            line(24, 74, 58, 42, 18, copper)
            line(24, 74, 44, 55, 22, accent)
            disc(70, 31, 17, copper)
            disc(70, 31, 8, 0xFFFFFF)
        case "demo-ties":
            ring(48, 52, 28, 6, colour)
            box(72, 34, 14, 12, 2, colour)
            line(76, 30, 92, 12, 5, colour)
        case "demo-strip":
            for y in [32.0, 50.0, 68.0] {
                box(50, y, 84, 11, 1, 0xF4EFD9)
                for x in stride(from: 15.0, through: 85.0, by: 10.0) { box(x, y, 5, 5, 1, 0xE6C84D) }
            }
        case "demo-duct":
            for x in stride(from: 16.0, through: 84.0, by: 7.0) { box(x, 50, 5.4, 34, 2.4, colour == 0xFFFFFF ? steel : colour) }
            box(50, 50, 78, 27, 2, colour)
            for x in stride(from: 16.0, through: 84.0, by: 7.0) { box(x, 50, 1.4, 27, 0.5, shade) }
        default:
            polygon([(8, 66), (66, 34), (92, 34), (34, 66)], colour)
            polygon([(8, 66), (34, 66), (34, 74), (8, 74)], shade)
            polygon([(34, 66), (92, 34), (92, 42), (34, 74)], steel)
            for step in 0..<5 { line(22 + Double(step) * 11.5, 63 - Double(step) * 6.3, 30 + Double(step) * 11.5, 63 - Double(step) * 6.3, 1.8, shade) }
        }
    }

    fileprivate mutating func drawLight(_ category: String, _ colour: Colour, _ accent: Colour) {
        guard category == "demo-lamps" else {
            box(50, 50, 78, 78, 4, shade)
            box(50, 50, 72, 72, 3, colour)
            for x in [38.0, 62.0] { line(x, 22, x, 78, 1, 0xCDD3D8) }
            for y in [38.0, 62.0] { line(22, y, 78, y, 1, 0xCDD3D8) }
            return
        }
        disc(50, 36, 25, 0xF3EFE2)
        polygon([(28, 47), (72, 47), (61, 68), (39, 68)], 0xF3EFE2)
        ring(50, 36, 25, 0.8, 0xD9D3BF)
        box(50, 69, 22, 8, 1.5, accent)
        for y in stride(from: 75.0, through: 87.0, by: 4.0) { box(50, y, 19, 2.8, 1.2, shade) }
        disc(50, 91, 4, dark)
    }

    fileprivate mutating func drawBolt(_ category: String, _ colour: Colour) {
        let length = category == "demo-rods" ? 92.0 : 84.0
        if category != "demo-rods" {
            switch category {
            case "demo-screws": box(50, 16, 26, 16, 4, colour)
            case "demo-self-tapping": polygon([(32, 10), (68, 10), (57, 24), (43, 24)], colour)
            case "demo-rivets": box(50, 14, 34, 6, 3, colour)
            case "demo-anchors": polygon(50, 18, 15, corners: 6, colour)
            default:
                box(50, 17, 36, 16, 1.5, colour)
                for x in [41.0, 59.0] { line(x, 10, x, 24, 1, shade) }
            }
        }
        box(50, (24 + length) / 2, 14, length - 20, 1, colour)
        if category == "demo-self-tapping" { polygon([(43, length - 8), (57, length - 8), (50, length + 6)], colour) }
        for y in stride(from: 36.0, through: length - 6, by: 4.0) { line(42.4, y + 1.6, 57.6, y - 1.6, 1.2, shade) }
        if category == "demo-anchors" { box(50, length - 14, 18, 18, 2, shade) }
    }

    fileprivate mutating func drawRound(_ category: String, _ colour: Colour, _ accent: Colour) {
        switch category {
        case "demo-nuts":
            polygon(50, 50, 38, corners: 6, shade)
            polygon(50, 49, 36, corners: 6, colour)
            ring(50, 50, 20, 3, pale)
            disc(50, 50, 18, 0xFFFFFF)
        case "demo-washers":
            ring(50, 50, 27, 22, shade)
            ring(50, 49.4, 27, 20.6, colour)
        case "demo-perforated":
            polygon([(20, 14), (46, 26), (46, 86), (20, 74)], colour)
            polygon([(46, 26), (86, 14), (86, 74), (46, 86)], steel)
            for (x, y) in [(33.0, 36.0), (33.0, 52.0), (33.0, 68.0), (60.0, 38.0), (72.0, 50.0), (60.0, 66.0)] { disc(x, y, 3.2, 0xFFFFFF) }
        default:
            disc(50, 50, 42, dark)
            disc(50, 50, 40, shade)
            ring(50, 50, 33, 1, steel)
            disc(50, 50, 22, accent)
            ring(50, 50, 14, 1.4, pale)
            disc(50, 50, 7, 0xFFFFFF)
        }
    }

    fileprivate mutating func drawDrill(_ colour: Colour) {
        line(20, 80, 40, 60, 10, shade)
        line(38, 62, 78, 22, 9, colour)
        for step in 0..<6 {
            let shift = Double(step) * 6.4
            line(39 + shift, 55 - shift, 47 + shift, 59 - shift, 2.2, dark)
        }
        polygon([(74, 19), (81, 26), (88, 12)], colour)
    }

    fileprivate mutating func drawMachine(_ accent: Colour) {
        box(40, 38, 52, 26, 8, accent)
        box(70, 38, 16, 18, 3, dark)
        line(76, 38, 94, 38, 5, steel)
        line(32, 48, 26, 78, 15, accent)
        box(25, 83, 28, 13, 3, dark)
        box(42, 54, 6, 9, 2, dark)
        for x in [26.0, 31.0, 36.0] { line(x, 32, x, 42, 1.6, dark) }
    }

    fileprivate mutating func drawHandTool(_ category: String, _ colour: Colour) {
        switch category {
        case "demo-screwdrivers":
            line(18, 82, 46, 54, 15, colour)
            line(24, 76, 40, 60, 4, dark)
            line(46, 54, 84, 16, 4.4, steel)
            line(82, 18, 87, 13, 6, shade)
        case "demo-wrenches":
            line(26, 74, 72, 28, 11, steel)
            disc(74, 26, 16, steel)
            polygon(80, 20, 9, corners: 4, 0xFFFFFF)
            disc(24, 76, 13, steel)
            polygon(24, 76, 7, corners: 6, 0xFFFFFF)
        case "demo-pliers":
            line(50, 46, 30, 90, 10, colour)
            line(50, 46, 70, 90, 10, colour)
            polygon([(40, 46), (44, 10), (50, 8), (50, 46)], steel)
            polygon([(60, 46), (56, 10), (50, 8), (50, 46)], shade)
            disc(50, 46, 8, dark)
        case "demo-measuring":
            box(44, 48, 58, 56, 12, colour)
            disc(44, 48, 18, pale)
            disc(44, 48, 12, colour)
            box(78, 72, 36, 6, 1, 0xE8D36A)
            for x in stride(from: 64.0, through: 94.0, by: 5.0) { line(x, 70, x, 73, 0.8, dark) }
        case "demo-protective":
            disc(50, 52, 34, colour)
            box(50, 68, 84, 8, 4, colour)
            box(50, 82, 100, 24, 0, 0xFFFFFF)
            line(50, 20, 50, 62, 6, shade)
            ring(50, 52, 34, 0.8, shade)
        default:
            line(30, 90, 62, 34, 8, 0xC79A63)
            polygon([(38, 14), (84, 38), (78, 50), (32, 26)], shade)
            polygon([(38, 14), (44, 17), (38, 29), (32, 26)], dark)
        }
    }
}
