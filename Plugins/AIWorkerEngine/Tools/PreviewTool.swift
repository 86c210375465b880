import AIWorkerKit

extension ToolContext {
    func triggerPreviewDeploy() throws -> JSON {
        let task = try taskID()
        let caller = try caller(of: task)
        guard let domain = settings.preview.domain else {
            throw Failure.notConfigured(
                "AIWORKER_PREVIEW_DOMAIN", "Previews have no domain: the operator has to set AIWORKER_PREVIEW_DOMAIN.")
        }
        let queue = try setup.queue()
        return try workingOutside(task, with: .kubernetes) {
            switch try queue.planPreview(task, by: caller) {
            case .recorded(let url, let namespace): return ready(url, namespace)
            case .deploy(let intent): return try deploy(intent, caller, queue, domain)
            }
        }
    }

    private func ready(_ url: String, _ namespace: String) -> JSON {
        ["success": true, "previewUrl": .string(url), "namespace": .string(namespace), "status": "ready"]
    }

    private func deploy(_ intent: PreviewIntent, _ caller: Caller, _ queue: TaskQueue, _ domain: String) throws -> JSON {
        let host = "\(intent.namespace).\(domain)"
        let url = "\(settings.preview.scheme)://\(host)"
        var deployment = PreviewDeployment(
            PreviewObjects(
                intent: intent, host: host, isSecure: settings.preview.scheme == "https", ingressClass: settings.preview.ingressClass,
                expiresAt: intent.now.adding(seconds: settings.preview.lifetime)))
        var time = PreviewTime(patience: arguments.number("waitSeconds") ?? settings.preview.timeout, leaseSeconds: settings.rules.leaseSeconds)
        var cluster = upstream(.kubernetes)
        cluster.longestPause = { [time] in min(20, max(2, time.remaining)) }
        var round = 0.0
        while true {
            let answer = try cluster.send(deployment.request)
            if answer.isSuccess, answer.body?.asObject == nil { throw Unreachable(unreadable: answer) }
            switch deployment.take(answer) {
            case .goOn:
                // The service may take its time for each object.
                if time.needsLook() { try queue.keepPreview(intent.taskID, by: caller) }
            case .ready:
                try queue.finishPreview(intent.taskID, by: caller, url: url)
                return ready(url, intent.namespace)
            case .failed(let reason):
                try queue.failPreview(intent.taskID, by: caller)
                throw Failure(
                    "rollout_failed",
                    "The preview did not start: \(reason). Check that the image runs and listens on the project's port, then call again.",
                    retry: .never, details: JSON.Object([(key: "namespace", value: .string(intent.namespace))]))
            case .refused: throw cluster.refused(answer, deployment.subject)
            case .wait(let what, let failure):
                let isOver = time.isOver(whileApplying: deployment.isApplying)
                // Nobody waits, or is told to go on, for a task that has gone to somebody else meanwhile.
                if time.needsLook() || isOver { try queue.keepPreview(intent.taskID, by: caller) }
                if isOver {
                    if let failure { throw failure }
                    return notReady(what, intent.namespace)
                }
                round += 1
                call.progress(round, of: nil, what)
                try call.wait(.milliseconds(Int64(1000 * max(0.05, deployment.isApplying ? deployment.pause : min(deployment.pause, time.remaining)))))
            }
        }
    }

    private func notReady(_ what: String, _ namespace: String) -> JSON {
        [
            "success": false, "status": "deploying", "namespace": .string(namespace), "retryable": true,
            "message": .string("Not ready yet: \(what). Call trigger_preview_deploy again to go on waiting."),
        ]
    }
}
