import PluginKit

@c public func ask_user_question(
    _ call: Call, _ taskId: Text, _ question: Text, _ context: Text, _ idempotencyKey: Text, _ agentId: Text, _ leaseToken: Text
) -> Status {
    run(
        "ask_user_question", call,
        [
            "taskId": taskId.json, "question": question.json, "context": context.json, "idempotencyKey": idempotencyKey.json,
            "agentId": agentId.json, "leaseToken": leaseToken.json,
        ])
}

let askUserQuestion = Tool(
    "ask_user_question", ask_user_question,
    """
    Asks people about your task; it then waits in needs_input. The question is stored, so it is not lost if you stop. A person at this \
    client may be asked at once and answer right here (answered: true, response); otherwise call check_question_response from time to \
    time. Asking the same text again gives the same question. Errors: not_owner, lease_lost, invalid_transition.
    """,
    [.write, .idempotent],
    taskID(),
    .string("question", "One question, complete in itself", minLength: 1, maxLength: 10_000, pattern: #"\S"#),
    .optionalString("context", "What a person needs to know to answer: options, what you tried", maxLength: 100_000),
    .optionalString("idempotencyKey", "Names this question; repeating with the same key never asks twice", minLength: 1, maxLength: 255),
    callerID, leaseToken, title: "Ask people", deadline: .seconds(600))
