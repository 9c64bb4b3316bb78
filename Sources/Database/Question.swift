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

/// Several questions as one.
package func together<each Answer>(_ question: repeat Question<each Answer>) -> Question<(repeat each Answer)> {
    var statements: [SQL] = []
    for one in repeat each question { statements += one.statements }
    return Question(statements) { answers in
        var place = answers.startIndex
        func answer<One>(_ question: Question<One>) throws -> One {
            defer { place += question.statements.count }
            return try question.read(answers[place..<place + question.statements.count])
        }
        return (repeat try answer(each question))
    }
}

extension Question {
    /// The same, with something made of the answer.
    package func map<Other>(_ make: @escaping (Answer) throws -> Other) -> Question<Other> { Question<Other>(statements) { try make(try read($0)) } }
}

extension Reader {
    /// The answers to these questions, which are asked together.
    package func ask<each Answer>(_ question: repeat Question<each Answer>) throws -> (repeat each Answer) {
        let all = together(repeat each question)
        return try all.read(try rows(together: all.statements)[...])
    }

    /// The answers to statements of which none waits for another's; as many as there are statements.
    package func rows(together statements: [SQL]) throws -> [[Row]] { try statements.map(rows) }
}

extension Database {
    /// The answers to these questions, which are asked together, where there is nothing else to read: of one snapshot, and of a server in a single round trip.
    package func ask<each Answer>(_ question: repeat Question<each Answer>) async throws -> (repeat each Answer) {
        let all = together(repeat each question)
        return try all.read(try await rows(together: all.statements)[...])
    }
}
