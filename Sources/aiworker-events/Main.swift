import AIWorkerKit

@main
struct Main {
    static func main() { print("") }
}
