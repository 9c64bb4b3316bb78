/// What authenticators and browsers send, made with python-fido2 1.2 and cryptography, and found right by py_webauthn 2.7, for the origin
/// `https://portal.example`. All bytes in base64url.
struct PasskeyVector: Sendable {
    let name: String
    let id: String
    let madeChallenge: String
    let madeClient: String
    let attestation: String
    let shownChallenge: String
    let shownClient: String
    let data: String
    let signature: String
    let handle: String

    static let all = [es256, ed25519, rs256]

    static let es256 = PasskeyVector(
        name: "es256", id: "gt-7QRvYIO8BA3mUvcLRFM9CX_3i_V73jy4fFo1bovY", madeChallenge: "iD_eIQ6H-jxJK-3FxzP2lf4uWph4b-Z1FwRbI0QzqiA",
        madeClient: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiaURfZUlRNkgtanhKSy0zRnh6UDJsZjR1V3BoNGItWjFGd1JiSTBRenFpQSIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
        attestation: "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikQW7227HpuSncl0gZf0w8j_s8eGnAK1MDq0E80ayS-iZFAAAAAAAAAAAAAAAAAAAAAAAAAAAAIILfu0Eb2CDvAQN5lL3C0RTPQl_94v1e948uHxaNW6L2pQECAyYgASFYIHb6QSyveTlrvvkKXAurOxHmtIbj81tNtkBodTQLtJIOIlggoQ1URm_5-7TtbXnEi8gwCv1z3Wrq5Q0Bwk2S1xND3H0",
        shownChallenge: "1I0ZLHWBNd3vF62fgELGTT5oNvukQPnbblxtOS73gOY",
        shownClient: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiMUkwWkxIV0JOZDN2RjYyZmdFTEdUVDVvTnZ1a1FQbmJibHh0T1M3M2dPWSIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
        data: "QW7227HpuSncl0gZf0w8j_s8eGnAK1MDq0E80ayS-iYFAAAAAQ",
        signature: "MEUCIF5kHld4dYEOEM41SuM_lc0axbGOtJdxnEQP4E3ZUwnoAiEAh-MChysAT_cl35iDzAVUgh05fxpQRdvU2WV2naNasJw", handle: "LQt1Arb_Ors6qAdcv2cdKF7hIJYOV2ZKK9GsDXAXh3Q")

    static let ed25519 = PasskeyVector(
        name: "ed25519", id: "-FEJUgNr7dtruRbOXy0J2XRq6v9jVekWeOA6rr6k-8k", madeChallenge: "eU5Ej2mSTdDVI8UYBkcXSEsYyJMiv4x9vWlb5SMN9XM",
        madeClient: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiZVU1RWoybVNUZERWSThVWUJrY1hTRXNZeUpNaXY0eDl2V2xiNVNNTjlYTSIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
        attestation: "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViPQW7227HpuSncl0gZf0w8j_s8eGnAK1MDq0E80ayS-ibFAAAAAAAAAAAAAAAAAAAAAAAAAAAAIPhRCVIDa-3ba7kWzl8tCdl0aur_Y1XpFnjgOq6-pPvJpAEBAycgBiFYID9EqDPWqnVfVwMNDGSgogSghpt8rk2EHLLMuJR6bziyoWtjcmVkUHJvdGVjdAI",
        shownChallenge: "RbLcb4Rw4vfgTh7pbSyerraYYE-PMV2At1L2fl8WoOw",
        shownClient: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiUmJMY2I0Unc0dmZnVGg3cGJTeWVycmFZWUUtUE1WMkF0MUwyZmw4V29PdyIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
        data: "QW7227HpuSncl0gZf0w8j_s8eGnAK1MDq0E80ayS-iYFAAAAAQ",
        signature: "ZiPiqxpZ3juHh_h0TLJaaB012Bz9U6I6wy6E-Nx6JmF6YxA9gFHOq8F7EXLDoLkOOcI7-MaVlko6s7Ju66fDCg", handle: "8uDnEWeGOv4I3L_QQzYAmsYvW84eVGcCVKpqSxKzS6I")

    static let rs256 = PasskeyVector(
        name: "rs256", id: "smieoAg1MX3wSE9wOpuxioX2SDkb_x7bqED3t2fG31M", madeChallenge: "fd2t-TCwCvIVlOEEzKrNQGb-uqOfTsFbQ52dBLfPaIA",
        madeClient: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiZmQydC1UQ3dDdklWbE9FRXpLck5RR2ItdXFPZlRzRmJRNTJkQkxmUGFJQSIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
        attestation: "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVkBZ0Fu9tux6bkp3JdIGX9MPI_7PHhpwCtTA6tBPNGskvomRQAAAAcAAAAAAAAAAAAAAAAAAAAAACCyaJ6gCDUxffBIT3A6m7GKhfZIORv_HtuoQPe3Z8bfU6QBAwM5AQAgWQEAwABzzfmZjWO0n4dK0obJ1-k6FIg7Ac_YhmKIG8xbrZj8IHJKBHd1AUGoeIXn0PKKslM0ETPTVInwEWBE7qwp7sOlp7io93UwmX1xOC0VCpqm1qN8OxPWVVDOY5Y6MAtWYaMAuwuNgsgCB6sk9_R87qY9gWi2Ivp0IjCVkXGqfLEc4Yq1s6Z-ro5J9KC-s3n5MEGJ75keXVAvIcwujHpJAfEq8weq7wnHTIJfwnD_NMatEJPr5fwh7IyBgiSbX1Mmj5Pw4gTElT5MwQp4pc8u6zbZJbBsWIu8H-HcThTy3vJ6VpUhe2R-WbPeDpBnN3v6GBa8bcaKUu0PBx2OJc8yLSFDAQAB",
        shownChallenge: "nz4gY7s4JLQ2Qp8DOa0SIj4bm7xgdNEK8tC-fJ5r2-c",
        shownClient: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoibno0Z1k3czRKTFEyUXA4RE9hMFNJajRibTd4Z2RORUs4dEMtZko1cjItYyIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
        data: "QW7227HpuSncl0gZf0w8j_s8eGnAK1MDq0E80ayS-iYFAAAACA",
        signature: "F4voD7t-7nkNwvjhsxzip8KYAqwYe8c04eUwz2Z8dA78_qvBBJgxvf6jpALqwmBs9Emup7U6QjAky3XKhuM5i3SfmlVHqKqIDck42agMNfKGmdmk9_hFm5oQ_u41kojII1rK-6fnYJKSNDjaZ7sp1ONujt3BxlYx7IH6SNj6JfeAJTCUZicNBeYfptFaVf4Gw4zF8_rXWfCsz2vxztZC7h1mUIwDh-DjYo83w6nTEnuw-IgJFdV_Bd5hzVvtIuf6HI8_DIydUp3SHVT7rPmmkrasaacjSTpNsqBtBEAZkgnshEzv-v6W2yrmP_JXeAeSspYAbM6eDNzp2xRsNeAeBw", handle: "Xc8lk8Jtkh0p6hj4HWsE5QNK2C-gQLuNqTLmO1-vTao")

    /// A passkey with a statement of its authenticator (`packed`), which is passed over, and without the owner having been verified.
    static let packed = (client: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiaURQWDFZM2FTVS1uck1sNE0zZFNldXZGLWNTa3draElmZmxFajkzZlpPZyIsIm9yaWdpbiI6Imh0dHBzOi8vcG9ydGFsLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6ZmFsc2V9", attestation: "o2NmbXRmcGFja2VkZ2F0dFN0bXSiY2FsZyZjc2lnWEYwRAIgIvw5UfSur1YZXF48Hsh3s0G0cPRs0Ej85dNFBjwVZRsCIC5OmTfB6NpCLqEnJ6Jf1Tz4B72tYBSp_yUbxCGv-EU4aGF1dGhEYXRhWJRBbvbbsem5KdyXSBl_TDyP-zx4acArUwOrQTzRrJL6JkEAAAADF7SpyS8xh3rgV6J9DZjYSAAQAa5JvBr27v4jK8lyRTKINqUBAgMmIAEhWCCfQTEXb6dQTk02cxMvz-fAZW6DjYp5pkrCW7D_4K9osiJYIMM1SJ6HNdSNQeMla36jSr4AnSX7FXZIdkwcxRlcTF1Z", id: "Aa5JvBr27v4jK8lyRTKINg")
}
