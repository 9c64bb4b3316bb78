import HTTPTypes
package import Hummingbird
package import Kernel

/// How large a request's body may be where the route says nothing else: 2 MiB.
package let defaultBodyLimit = 2 << 20

extension Request {
    /// The whole body. Throws `payload_too_large` beyond `limit` bytes, before reading when the length is announced.
    package func bytes(upTo limit: Int = defaultBodyLimit) async throws -> [UInt8] {
        let tooLarge = Refusal(.payloadTooLarge, nil, ["limit": .integer(Int64(limit))])
        let announced = headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced)
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// The fields of a posted form (`application/x-www-form-urlencoded`). Where nothing is sent, of whatever type, there are none.
    package func form(upTo limit: Int = defaultBodyLimit) async throws -> Form {
        guard mediaType == "application/x-www-form-urlencoded" else {
            guard try await bytes(upTo: limit).isEmpty else { throw Refusal(.validation, "form_expected") }
            return Form([])
        }
        return try Form(parsing: String(decoding: await bytes(upTo: limit), as: UTF8.self))
    }

    /// The values of the address's query.
    package var query: Form { get throws { try Form(parsing: uri.query ?? "") } }

    /// The media type of the body in lower case, without parameters.
    package var mediaType: String? { headers[.contentType].map { $0.prefix { $0 != ";" }.trimmed.lowercased() } }
}

extension Response {
    /// Text of the given media type in UTF-8.
    package init(_ text: String, type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = type
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// - Parameter page: markup in UTF-8, as it goes out.
    package static func html(_ page: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: "text/html; charset=utf-8"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: page)))
    }

    package static func json(_ value: JSON, status: HTTPResponse.Status = .ok, type: String = "application/json") -> Response {
        Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes)))
    }
}
