import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Lets nobody hold a connection by sending a request drop by drop: the first head has to be there within ten seconds, the next one within half a
/// minute of the last answer, a body comes at half a kilobyte a second or faster, and no request may take longer to arrive than ten minutes. Who was quick enough
/// on the whole may pause within a body, for less than half a minute. Nor does anybody send without end what has been answered already. Silence in between is the
/// idle timeout's business.
///
/// It stands behind the decoder: what it reads are heads and pieces of bodies, which it passes on as they are.
final class SlowClients: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Bounds: Sendable {
        var first = TimeAmount.seconds(10)
        var next = TimeAmount.seconds(30)
        var whole = TimeAmount.minutes(10)
        /// How much of a body has to come in each span, or in all spans since its beginning together.
        var span = TimeAmount.seconds(20)
        var bytes = 10 << 10
        /// How long nothing of a body may come, as the idle timeout has it.
        var pause = TimeAmount.seconds(30)
        /// How much of a body may still come when its request has been answered: most programs send all before they read.
        var unwanted = 64 << 20
    }

    private let bounds: Bounds
    private var timer: Scheduled<Void>?
    private var pulse: Scheduled<Void>?
    private var isReading = false
    /// A head has come, its end has not.
    private var isArriving = false
    /// Whether the server asks for more: what it does not ask for cannot come.
    private var isAsking = false
    /// Of the body: in this span, since its beginning, and how much should have come since then.
    private var arrived = 0
    private var arrivedInAll = 0
    private var owed = 0
    private var lastArrival = NIODeadline.now()
    private var unanswered = 0
    private var unwanted = 0

    init(_ bounds: Bounds = Bounds()) { self.bounds = bounds }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { wait(bounds.first, context) } }

    func channelActive(context: ChannelHandlerContext) {
        wait(bounds.first, context)
        context.fireChannelActive()
    }

    func read(context: ChannelHandlerContext) {
        isAsking = true
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isReading { wait(bounds.whole, context) }
        isReading = true
        isAsking = false
        switch unwrapInboundIn(data) {
        case .head:
            isArriving = true
            unanswered += 1
            (arrived, arrivedInAll, owed, unwanted) = (0, 0, 0, 0)
            lastArrival = context.eventLoop.now
        case .body(let piece):
            arrived += piece.readableBytes
            arrivedInAll += piece.readableBytes
            lastArrival = context.eventLoop.now
            if unanswered == 0 { unwanted += piece.readableBytes }
        case .end:
            isArriving = false
            pulse?.cancel()
            pulse = nil
        }
        if unwanted > bounds.unwanted { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isArriving, pulse == nil { watch(context) }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered = max(0, unanswered - 1) }
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        // An answer, or a piece of one: what comes next is another request, or the rest of this one.
        isReading = false
        wait(bounds.next, context)
        context.flush()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        timer?.cancel()
        pulse?.cancel()
        (timer, pulse) = (nil, nil)
    }

    private func wait(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        timer?.cancel()
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    /// Looks after a span whether enough of the body has come.
    private func watch(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pulse = context.eventLoop.scheduleTask(in: bounds.span) {
            let (handler, context) = bound.value
            handler.pulse = nil
            guard handler.isArriving else { return }
            if handler.isAsking {
                handler.owed += handler.bounds.bytes
                if handler.arrived < handler.bounds.bytes, !handler.mayPause(at: context.eventLoop.now) { return context.close(promise: nil) }
            }
            handler.arrived = 0
            handler.watch(context)
        }
    }

    private func mayPause(at now: NIODeadline) -> Bool { arrivedInAll >= owed && now - lastArrival < bounds.pause }
}
