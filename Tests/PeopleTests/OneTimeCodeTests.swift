import Kernel
import Testing

@testable import Customers

@Suite("One-time codes")
struct OneTimeCodeTests {
    /// RFC 6238, appendix B, the rows of SHA-1.
    @Test("the codes are those of RFC 6238", arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"), (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        #expect(OneTimeCode.code(Array("12345678901234567890".utf8), step: seconds / 30, digits: 8) == code)
    }

    @Test("a code holds for its step and the neighbours, and never twice")
    func window() throws {
        let secret = Array("12345678901234567890".utf8)
        let now = Instant(milliseconds: 1_795_500_000_000)
        let step = OneTimeCode.step(at: now)
        for distance in Int64(-3)...3 {
            let found = OneTimeCode.step(of: OneTimeCode.code(secret, step: step + distance), secret: secret, after: 0, at: now)
            #expect((found != nil) == (abs(distance) <= 1), "\(distance) steps away")
        }
        let code = OneTimeCode.code(secret, step: step)
        let used = try #require(OneTimeCode.step(of: code, secret: secret, after: 0, at: now))
        #expect(OneTimeCode.step(of: code, secret: secret, after: used, at: now) == nil)
        #expect(OneTimeCode.step(of: " " + code.prefix(3) + " " + code.suffix(3), secret: secret, after: 0, at: now) == used, "blanks are left out")
        for wrong in ["", "1", code + "0", "ааа111"] { #expect(OneTimeCode.step(of: wrong, secret: secret, after: 0, at: now) == nil) }
    }

    /// RFC 4648, section 10.
    @Test("base 32 is that of RFC 4648", arguments: [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")])
    func base32(text: String, encoded: String) {
        #expect(OneTimeCode.base32(Array(text.utf8)) == encoded)
    }

    @Test("a kept secret opens for its owner alone, and under its own key alone")
    func vault() throws {
        let vault = Vault(secret: Array(repeating: 7, count: 32))
        let kept = try vault.seal([1, 2, 3], for: "totp:1")
        #expect(vault.open(kept, for: "totp:1") == [1, 2, 3])
        #expect(vault.open(kept, for: "totp:2") == nil)
        #expect(Vault(secret: Array(repeating: 8, count: 32)).open(kept, for: "totp:1") == nil)
        #expect(vault.open(String(kept.dropLast(4)) + "AAAA", for: "totp:1") == nil)
        #expect(try vault.seal([1, 2, 3], for: "totp:1") != kept, "never the same twice")
        #expect(vault.derive("a", count: 20) != vault.derive("b", count: 20))
    }
}
