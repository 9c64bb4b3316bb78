import Foundation
import Glibc

/// Memory in large pages.
package enum HugePages {
    /// Smaller stretches are stacks and the like: what is hardly used there would be filled up.
    private static let least: UInt = 16 << 20
    private static let page: UInt = 2 << 20
    /// MADV_COLLAPSE of Linux 6.1, which the headers do not know yet.
    private static let collapse: Int32 = 25

    /// Puts the large stretches of this process's memory into pages of 2 MB now, as far as the system lets it: whoever reads here and there in hundreds of megabytes
    /// otherwise waits for the tables of pages of 4 kB as long as for the memory itself. Changes nothing but time; takes about a second for each gigabyte that is
    /// not in such pages yet.
    /// - Returns: the bytes that are in use and were advised about; 0 where the system keeps no such pages.
    @discardableResult
    package static func use() -> Int {
        // Read here: Foundation takes no file without a size.
        guard let maps = fopen("/proc/self/maps", "r") else { return 0 }
        var stretches: [Range<UInt>] = []
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        while getline(&line, &room, maps) > 0, let text = line { stretches += stretch(String(cString: text)).map { [$0] } ?? [] }
        free(line)
        fclose(maps)
        var advised = 0
        // A page at a time, so that whoever asks for memory meanwhile waits for one at most. What cannot be put together stays as it is.
        for stretch in stretches {
            for address in stride(from: stretch.lowerBound, to: stretch.upperBound, by: Int(page)) {
                guard let place = UnsafeMutableRawPointer(bitPattern: address), isFull(place), madvise(place, Int(page), MADV_HUGEPAGE) == 0 else { continue }
                advised += Int(page)
                _ = madvise(place, Int(page), collapse)
            }
        }
        return advised
    }

    /// Whether nearly all of a large page is in use: of one that is not, what was given back to the system would be taken again for nothing.
    private static func isFull(_ place: UnsafeMutableRawPointer) -> Bool {
        let parts = Int(page) / max(1, sysconf(Int32(_SC_PAGESIZE)))
        var marks = [UInt8](repeating: 0, count: parts)
        guard mincore(place, Int(page), &marks) == 0 else { return false }
        return marks.count { $0 & 1 != 0 } >= parts * 7 / 8
    }

    /// The whole large pages in a line of `/proc/self/maps`: `7f0000000000-7f0010000000 rw-p 00000000 00:00 0`; nil of a file's memory and of short stretches.
    static func stretch(_ line: String) -> Range<UInt>? {
        let parts = line.split(separator: " ", maxSplits: 5).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        guard parts.count >= 5, parts[1] == "rw-p", parts[4] == "0", parts.count == 5 || ["", "[heap]"].contains(parts[5]) || parts[5].hasPrefix("[anon") else { return nil }
        let ends = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1], ends[1] - ends[0] >= least else { return nil }
        let start = (ends[0] + page - 1) / page * page
        let end = ends[1] / page * page
        return start < end ? start..<end : nil
    }
}
