import Testing

@testable import Kernel

@Suite("Large pages of memory")
struct HugePagesTests {
    @Test("large stretches of own memory are taken, in whole large pages; files, stacks and what may not be written are not")
    func stretches() {
        #expect(HugePages.stretch("7f0000001000-7f0002300000 rw-p 00000000 00:00 0 \n") == 0x7f00_0020_0000..<0x7f00_0220_0000)
        #expect(HugePages.stretch("55d0e0000000-55d0e2000000 rw-p 00000000 00:00 0                          [heap]\n") == 0x55d0_e000_0000..<0x55d0_e200_0000)
        for line in [
            "7f0000000000-7f0000800000 rw-p 00000000 00:00 0 \n", "7f0000000000-7f0010000000 rw-p 00000000 fe:00 1234 /usr/lib/libx.so\n",
            "7f0000000000-7f0010000000 ---p 00000000 00:00 0 \n", "7ffd00000000-7ffd10000000 rw-p 00000000 00:00 0 [stack]\n", "", "x", "7f-7e rw-p 0 0 0", "ffffffffffffffffff-0 rw-p 0 0 0",
        ] { #expect(HugePages.stretch(line) == nil, "\(line)") }
    }

    @Test("memory holds what it held")
    func memory() {
        let numbers = (0..<8 << 20).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
        let before = numbers.reduce(0, ^)
        #expect(HugePages.use() >= 0)
        #expect(numbers.reduce(0, ^) == before)
    }
}
