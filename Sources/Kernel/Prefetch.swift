public import CPrefetch

/// So many steps before something far away is read memory is asked for it: about as long as memory takes.
@inlinable package var prefetchDistance: Int { 16 }

extension UnsafeBufferPointer {
    /// Tells the processor that an element will be read soon. Harmless whatever the place.
    @inlinable @inline(__always) package func prefetch(_ place: Int) { if let base = baseAddress { prefetch_line(base + place) } }
}

extension Array {
    /// Tells the processor that an element will be read soon. Harmless whatever the place.
    @inlinable @inline(__always) package func prefetch(_ place: Int) { withUnsafeBufferPointer { $0.prefetch(place) } }
}
