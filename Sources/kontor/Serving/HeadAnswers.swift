import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sends no body with an answer to HEAD (RFC 9110, 9.3.2). Where the head does not tell its length either, the encoder would close it as it closes a body in pieces,
/// with bytes that the next answer began with: there the line ends with the head.
///
/// It stands behind the decoder, as `SlowClients` does.
final class HeadAnswers: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Of the requests that have not been answered yet, whether each is a HEAD.
    private var asked: [Bool] = []
    private var isHead = false
    /// The head that ends the line, on its way.
    private var last: EventLoopFuture<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes behind the last that is answered is not carried out.
        guard last == nil else { return }
        if case .head(let head) = unwrapInboundIn(data) { asked.append(head.method == .head) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational:
            isHead = asked.isEmpty ? false : asked.removeFirst()
            guard isHead, head.headerFields[.contentLength] == nil, head.status != .noContent, head.status != .notModified else { return context.write(data, promise: promise) }
            var closing = head
            closing.headerFields[.connection] = "close"
            let sent = context.eventLoop.makePromise(of: Void.self)
            if let promise { sent.futureResult.cascade(to: promise) }
            last = sent.futureResult
            context.write(wrapOutboundOut(.head(closing)), promise: sent)
        case .body where isHead: promise?.succeed(())
        case .end where last != nil:
            let channel = context.channel
            last?.whenComplete { _ in channel.close(promise: nil) }
            promise?.succeed(())
            context.flush()
        default: context.write(data, promise: promise)
        }
    }
}
