import AIWorkerKit

@c public func aiworker_engine_revision() -> Int32 { 1 }
