/// Something to be asked of the database, and how its answer is read. What does not wait for another's answer is asked together: that is one round trip to a
/// server instead of one each.
package struct Question<Answer> {
    fileprivate let statements: [SQL]
    fileprivate let read: (ArraySlice<[Row]>) throws -> Answer

    /// - Parameter read: the rows of each statement, in their order.
    package init(_ statements: [SQL], _ read: @escaping (ArraySlice<[Row]>) throws -> Answer) {
        self.statements = statements
        self.read = read
    }

    package init(_ statement: SQL, _ read: @escaping ([Row]) throws -> Answer) {
        self.init([statement]) { try read($0.first ?? []) }
    }

    /// One that needs no asking.
    package init(answered answer: Answer) {
        self.init([]) { _ in answer }
    }
}

extension Question where Answer == Int {
    /// A single number under the name `marked`.
    package static func marked(_ statement: SQL) -> Question<Int> { Question(statement) { try $0.first?.get("marked") ?? 0 } }
}

extension Reader {
    /// The answers to these questions, which are asked together.
    package func ask<each Answer>(_ question: repeat Question<each Answer>) throws -> (repeat each Answer) {
        var statements: [SQL] = []
        for one in repeat each question { statements += one.statements }
        let answers = try rows(together: statements)
        var place = 0
        func answer<One>(_ question: Question<One>) throws -> One {
            defer { place += question.statements.count }
            return try question.read(answers[place..<place + question.statements.count])
        }
        return (repeat try answer(each question))
    }

    /// The answers to statements of which none waits for another's; as many as there are statements.
    package func rows(together statements: [SQL]) throws -> [[Row]] { try statements.map(rows) }
}
