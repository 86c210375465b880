/// Which previews are past their time, read from what the cluster lists; a value, so that whoever talks to the cluster needs to know
/// nothing else.
public struct ExpiredPreview: Sendable, Equatable {
    public var namespace: String
    public var taskID: String?
    /// For the condition that the namespace is still the same when it is deleted.
    public var uid: String
    public var resourceVersion: String
    /// Whether the cluster is removing it already.
    public var isGoing: Bool

    /// The label that all namespaces of previews bear.
    public static let selector = "app.kubernetes.io/managed-by=aiworker"

    /// - Parameters:
    ///   - list: the NamespaceList with that label.
    ///   - isFinished: whether nobody will look at a task's preview any more, whatever time is left.
    /// - Throws: `upstream_unavailable` when it is none.
    public static func find(
        in list: JSON, now: Timestamp, isFinished: (String) throws -> Bool = { _ in false }
    ) throws -> [ExpiredPreview] {
        guard let items = list["items"]?.asArray else {
            throw Failure.make("upstream_unavailable", "The cluster's answer is no list of namespaces.", isRetryable: true)
        }
        return try items.compactMap { item in
            let metadata = item["metadata"]
            guard let name = metadata?["name"]?.asString, DNSName.isLabel(name), let uid = metadata?["uid"]?.asString,
                let version = metadata?["resourceVersion"]?.asString,
                metadata?["labels"]?["app.kubernetes.io/managed-by"]?.asString == "aiworker",
                let text = metadata?["annotations"]?["aiworker.dev/expires-at"]?.asString, let end = Timestamp(parsing: text)
            else { return nil }
            let task = metadata?["annotations"]?["aiworker.dev/task-id"]?.asString
            guard try end < now || task.map(isFinished) ?? false else { return nil }
            return ExpiredPreview(
                namespace: name, taskID: task, uid: uid,
                resourceVersion: version,
                isGoing: item["status"]?["phase"]?.asString == "Terminating" || metadata?["deletionTimestamp"]?.asString != nil)
        }
    }

    /// The options of the request that deletes exactly what was seen: a preview deployed again meanwhile stays.
    public var deleteOptions: JSON {
        [
            "apiVersion": "v1", "kind": "DeleteOptions",
            "preconditions": ["uid": .string(uid), "resourceVersion": .string(resourceVersion)],
        ]
    }
}

extension People {
    /// Whether a task has come to an end after which its preview is of no use.
    public func isFinished(_ task: String) throws -> Bool {
        guard let state = try queue.state(of: task)?.state else { return false }
        return state == .completed || state == .cancelled
    }

    /// When the previews of all tasks were deployed, by namespace. Read before the cluster is asked.
    public func previews() throws -> [String: Timestamp?] {
        try queue.read { transaction in
            let rows = try transaction.connection.query(
                "SELECT preview_namespace, preview_deployed_at FROM tasks WHERE preview_namespace IS NOT NULL", [])
            return Dictionary(
                rows.compactMap { row in row.text("preview_namespace").map { ($0, row.time("preview_deployed_at")) } },
                uniquingKeysWith: { first, _ in first })
        }
    }

    /// Forgets the preview in a namespace that is gone, unless it was deployed again since.
    ///
    /// - Returns: whether a task was changed.
    @discardableResult
    public func forgetPreview(in namespace: String, deployedAt: Timestamp?) throws -> Bool {
        try queue.write { transaction in
            // Found without a lock: no index leads there, and a server would wait for every row on the way.
            let id = try transaction.connection.query("SELECT id FROM tasks WHERE preview_namespace = ?", [.text(namespace)])
                .first?.text("id")
            guard let task = try id.flatMap(transaction.lockedTask), task.previewNamespace == namespace, task.previewDeployedAt == deployedAt
            else { return false }
            try transaction.set(
                task.id,
                [("preview_namespace", .null), ("preview_url", .null), ("preview_deployed_at", .null), ("preview_status", .null)])
            try transaction.emit(.updated, task, ["taskId": .string(task.id), "previewStatus": nil])
            return true
        }
    }
}
