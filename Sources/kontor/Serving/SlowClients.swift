import NIOCore

/// Lets nobody hold a connection by sending a request drop by drop: the first head has to be there within ten seconds, the next one within a minute
/// of the last answer, and no request may take longer to arrive than ten minutes. Silence in between is the idle timeout's business.
///
/// It stands behind the decoder: what it reads are whole heads and pieces of bodies, which it passes on unseen.
final class SlowClients: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias OutboundIn = NIOAny

    private let first: TimeAmount
    private let next: TimeAmount
    private let whole: TimeAmount
    private var timer: Scheduled<Void>?
    private var isReading = false

    init(first: TimeAmount = .seconds(10), next: TimeAmount = .seconds(60), whole: TimeAmount = .minutes(10)) {
        self.first = first
        self.next = next
        self.whole = whole
    }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { wait(first, context) } }

    func channelActive(context: ChannelHandlerContext) {
        wait(first, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isReading { wait(whole, context) }
        isReading = true
        context.fireChannelRead(data)
    }

    func flush(context: ChannelHandlerContext) {
        // An answer, or a piece of one: what comes next is another request, or the rest of this one.
        isReading = false
        wait(next, context)
        context.flush()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    private func wait(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        timer?.cancel()
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
