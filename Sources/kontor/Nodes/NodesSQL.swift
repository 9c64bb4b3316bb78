import Database
import Kernel

extension Writer {
    /// Notes that a node is there, and forgets those that have been gone for a day.
    func note(_ node: PortalNode, startedAt: Instant, at now: Instant) throws {
        try run(
            """
            INSERT INTO nodes (id, host, version, schema_number, files, started_at, seen_at)
            VALUES (\(node.id), \(node.host), \(node.version), \(node.schema), \(node.files), \(startedAt), \(now))
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
            """)
        try run("DELETE FROM nodes WHERE seen_at < \(now.adding(seconds: -86_400))")
    }

    func forget(_ node: PortalNode) throws { try run("DELETE FROM nodes WHERE id = \(node.id)") }
}

extension Reader {
    /// The nodes that have given a sign lately, by their hosts.
    func nodes(at now: Instant) throws -> [PortalNode] {
        try rows(
            """
            SELECT id, host, version, schema_number, files FROM nodes
            WHERE seen_at > \(now.adding(seconds: -PortalNode.patience))
            ORDER BY host, id
            LIMIT 1000
            """
        ).map { PortalNode(id: try $0.get("id"), host: try $0.get("host"), version: try $0.get("version"), schema: try $0.get("schema_number"), files: try $0.get("files")) }
    }
}
