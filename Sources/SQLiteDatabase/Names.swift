import Database

// GRDB has types of the same names, so the files that import it call ours by these.
typealias AnswerRow = Row
typealias Statement = SQL

extension SQLiteDatabase: Database {}
