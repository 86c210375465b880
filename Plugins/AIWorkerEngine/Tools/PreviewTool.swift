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
        return try inTurn(task) {
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
        let clock = ContinuousClock()
        let patience = arguments.number("waitSeconds") ?? settings.preview.timeout
        let end = clock.now + .milliseconds(Int64(patience * 1000))
        func remaining() -> Double { Double(clock.now.duration(to: end) / .seconds(1)) }

        let host = "\(intent.namespace).\(domain)"
        let url = "\(settings.preview.scheme)://\(host)"
        let objects = PreviewObjects(
            intent: intent, host: host, isSecure: settings.preview.scheme == "https", ingressClass: settings.preview.ingressClass,
            expiresAt: intent.now.adding(seconds: settings.preview.lifetime))
        // A short patience for the rollout is none for applying: a preview half applied helps nobody.
        let applied = max(end, clock.now + .seconds(15))
        let cluster = Kubernetes(
            upstream: upstream(.kubernetes), remaining: { Double(clock.now.duration(to: applied) / .seconds(1)) })
        try cluster.establish(objects.namespace)
        _ = try cluster.apply(objects.quota)
        _ = try cluster.apply(objects.networkPolicy)
        let secret = try cluster.apply(objects.secret)
        let version = secret["metadata"]?["resourceVersion"]?.asString ?? "0"
        var deployment = try cluster.apply(objects.deployment(secretVersion: version))
        _ = try cluster.apply(objects.service)
        _ = try cluster.apply(objects.ingress)

        var round = 0.0
        var renewed = clock.now
        while true {
            switch Rollout(deployment) {
            case .ready:
                try queue.finishPreview(intent.taskID, by: caller, url: url)
                return ready(url, intent.namespace)
            case .failed(let reason):
                try queue.failPreview(intent.taskID, by: caller)
                throw Failure(
                    "rollout_failed",
                    "The preview did not start: \(reason). Check that the image runs and listens on the project's port, then call again.",
                    retry: .never, details: JSON.Object([(key: "namespace", value: .string(intent.namespace))]))
            case .waiting(let what):
                guard remaining() > 0 else {
                    return [
                        "success": false, "status": "deploying", "namespace": .string(intent.namespace), "retryable": true,
                        "message": .string("Not ready yet: \(what). Call trigger_preview_deploy again to go on waiting."),
                    ]
                }
                round += 1
                call.progress(round, of: nil, what)
            }
            try call.wait(.milliseconds(Int64(max(50, min(1000, remaining() * 1000)))))
            if !settings.autoRenew, clock.now - renewed > .milliseconds(Int64(settings.rules.leaseSeconds * 300)) {
                // Nobody renews leases in the background here, and this call takes long.
                try queue.renewLease(intent.taskID, by: caller)
                renewed = clock.now
            }
            deployment = try cluster.deployment(intent.namespace)
        }
    }
}
