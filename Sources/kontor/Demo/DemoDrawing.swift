import CZlib
import Foundation

/// A flat drawing on a square of 100 by 100, painted layer upon layer.
struct DemoDrawing {
    enum Shape {
        case disc(x: Double, y: Double, r: Double)
        case ring(x: Double, y: Double, r: Double, w: Double)
        /// With round ends.
        case line(x1: Double, y1: Double, x2: Double, y2: Double, w: Double)
        /// By its middle; `r` rounds the corners.
        case box(x: Double, y: Double, w: Double, h: Double, r: Double)
        case polygon([(Double, Double)])
    }

    /// `0xRRGGBB`.
    typealias Colour = UInt32

    private(set) var layers: [(shape: Shape, colour: Colour)] = []

    mutating func disc(_ x: Double, _ y: Double, _ r: Double, _ colour: Colour) { layers.append((.disc(x: x, y: y, r: r), colour)) }
    mutating func ring(_ x: Double, _ y: Double, _ r: Double, _ w: Double, _ colour: Colour) { layers.append((.ring(x: x, y: y, r: r, w: w), colour)) }
    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ w: Double, _ colour: Colour) {
        layers.append((.line(x1: x1, y1: y1, x2: x2, y2: y2, w: w), colour))
    }
    mutating func box(_ x: Double, _ y: Double, _ w: Double, _ h: Double, _ r: Double, _ colour: Colour) {
        layers.append((.box(x: x, y: y, w: w, h: h, r: r), colour))
    }
    mutating func polygon(_ corners: [(Double, Double)], _ colour: Colour) { layers.append((.polygon(corners), colour)) }

    /// A regular polygon.
    mutating func polygon(_ x: Double, _ y: Double, _ r: Double, corners: Int, turned: Double = 0, _ colour: Colour) {
        polygon((0..<corners).map { corner in
            let angle = (Double(corner) / Double(corners) + turned) * 2 * .pi
            return (x + r * cos(angle), y + r * sin(angle))
        }, colour)
    }

    /// The drawing on white as a PNG.
    /// - Parameter side: in pixels.
    func png(side: Int) -> [UInt8] {
        var pixels = [UInt8](repeating: 255, count: side * side * 3)
        let scale = Double(side) / 100
        for (shape, colour) in layers {
            let (left, top, right, bottom) = shape.bounds
            let (first, end) = (max(0, Int(left * scale) - 1), min(side, Int(right * scale) + 2))
            var row = max(0, Int(top * scale) - 1)
            let (red, green, blue) = (Double((colour >> 16) & 0xFF), Double((colour >> 8) & 0xFF), Double(colour & 0xFF))
            // Plain loops: without optimisation, ranges cost more here than all the rest.
            while row < min(side, Int(bottom * scale) + 2) {
                var column = first
                while column < end {
                    let distance = shape.distance((Double(column) + 0.5) / scale, (Double(row) + 0.5) / scale) * scale
                    if distance < 0.5 {
                        let cover = min(1, 0.5 - distance)
                        let start = (row * side + column) * 3
                        pixels[start] = UInt8(Double(pixels[start]) * (1 - cover) + red * cover)
                        pixels[start + 1] = UInt8(Double(pixels[start + 1]) * (1 - cover) + green * cover)
                        pixels[start + 2] = UInt8(Double(pixels[start + 2]) * (1 - cover) + blue * cover)
                    }
                    column += 1
                }
                row += 1
            }
        }
        return encode(pixels, side: side)
    }
}

extension DemoDrawing.Shape {
    /// Left, top, right, bottom.
    fileprivate var bounds: (Double, Double, Double, Double) {
        switch self {
        case .disc(let x, let y, let r): (x - r, y - r, x + r, y + r)
        case .ring(let x, let y, let r, let w): (x - r - w, y - r - w, x + r + w, y + r + w)
        case .line(let x1, let y1, let x2, let y2, let w): (min(x1, x2) - w, min(y1, y2) - w, max(x1, x2) + w, max(y1, y2) + w)
        case .box(let x, let y, let w, let h, _): (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        case .polygon(let corners):
            (
                corners.map(\.0).min() ?? 0, corners.map(\.1).min() ?? 0, corners.map(\.0).max() ?? 0, corners.map(\.1).max() ?? 0
            )
        }
    }

    /// How far a point is from the edge: negative inside.
    fileprivate func distance(_ x: Double, _ y: Double) -> Double {
        switch self {
        case .disc(let cx, let cy, let r): return hypot(x - cx, y - cy) - r
        case .ring(let cx, let cy, let r, let w): return abs(hypot(x - cx, y - cy) - r) - w / 2
        case .line(let x1, let y1, let x2, let y2, let w): return distanceToSegment(x, y, (x1, y1), (x2, y2)) - w / 2
        case .box(let cx, let cy, let w, let h, let r):
            let (dx, dy) = (abs(x - cx) - w / 2 + r, abs(y - cy) - h / 2 + r)
            return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
        case .polygon(let corners):
            var (nearest, isInside) = (Double.infinity, false)
            guard var last = corners.last else { return .infinity }
            for corner in corners {
                nearest = min(nearest, distanceToSegment(x, y, last, corner))
                if (corner.1 > y) != (last.1 > y), x < (last.0 - corner.0) * (y - corner.1) / (last.1 - corner.1) + corner.0 { isInside.toggle() }
                last = corner
            }
            return isInside ? -nearest : nearest
        }
    }
}

private func distanceToSegment(_ x: Double, _ y: Double, _ from: (Double, Double), _ to: (Double, Double)) -> Double {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1)
    let length = dx * dx + dy * dy
    let along = length > 0 ? max(0, min(1, ((x - from.0) * dx + (y - from.1) * dy) / length)) : 0
    return hypot(x - from.0 - along * dx, y - from.1 - along * dy)
}

/// PNG (ISO/IEC 15948): eight bits of red, green and blue, no filter, one stream.
private func encode(_ pixels: [UInt8], side: Int) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8((value >> $0) & 0xFF) } }
    func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + body
        return number(body.count) + named + number(Int(crc32(0, named, uInt(named.count))))
    }
    var lines: [UInt8] = []
    lines.reserveCapacity(pixels.count + side)
    for row in 0..<side { lines += [0] + pixels[row * side * 3..<(row + 1) * side * 3] }
    var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(lines.count))))
    var length = uLong(packed.count)
    guard compress2(&packed, &length, lines, uLong(lines.count), 6) == Z_OK else { return [] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", number(side) + number(side) + [8, 2, 0, 0, 0])
        + chunk("IDAT", Array(packed.prefix(Int(length)))) + chunk("IEND", [])
}
