import PluginKit

@c public func check_question_response(
    _ call: Call, _ taskId: Text, _ questionId: Text, _ agentId: Text, _ leaseToken: Text
) -> Status {
    run(
        "check_question_response", call,
        ["taskId": taskId.json, "questionId": questionId.json, "agentId": agentId.json, "leaseToken": leaseToken.json])
}

let checkQuestionResponse = Tool(
    "check_question_response", check_question_response,
    """
    Reads the answer to a question of your task. hasResponse false: nobody has answered yet, look again later. Reading the last open \
    answer puts the task back to in_progress. Reading again gives the same (alreadyRead: true). An empty response is an answer. \
    Errors: not_owner, lease_lost, invalid_argument for a question of another task.
    """,
    [.write, .idempotent],
    taskID(),
    .optionalString("questionId", "Which question; left out: the oldest answer you have not read", minLength: 1, maxLength: 64),
    callerID, leaseToken, title: "Read an answer")
