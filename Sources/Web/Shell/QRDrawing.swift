import Formats
import HTML

/// A QR code as a drawing: black on white in every theme and on paper, with the four light squares around it that cameras need.
func qrDrawing(_ code: QRCode, label: String) -> HTML {
    let margin = 4
    let whole = code.side + 2 * margin
    let path = code.runs.map { "M\($0.column + margin) \($0.row + margin)h\($0.length)v1h-\($0.length)z" }.joined()
    return """
        <svg class="qr" role="img" aria-label="\(label)" viewBox="0 0 \(whole) \(whole)" shape-rendering="crispEdges"><rect width="\(whole)" height="\(whole)" fill="#fff"/>\
        <path d="\(path)" fill="#000"/></svg>
        """
}
