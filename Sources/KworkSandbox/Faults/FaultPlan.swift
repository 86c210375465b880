/// The planned faults in the order they came in. The first one that is due for a request takes it.
struct FaultPlan: Sendable {
    private(set) var faults: [Fault] = []
    private var lastID = 0

    mutating func add(_ fault: Fault) -> Int {
        lastID += 1
        var fault = fault
        fault.id = lastID
        faults.append(fault)
        return lastID
    }

    mutating func clear() {
        faults = []
    }

    /// The fault that meets this request, already counted.
    mutating func next(for request: Request) -> Fault? {
        for index in faults.indices where faults[index].route.matches(request) && faults[index].remaining != 0 {
            if faults[index].after > 0 {
                faults[index].after -= 1
                continue
            }
            if let remaining = faults[index].remaining { faults[index].remaining = remaining - 1 }
            return faults[index]
        }
        return nil
    }
}
