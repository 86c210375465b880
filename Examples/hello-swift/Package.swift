// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "hello-swift",
    products: [.library(name: "hello", type: .dynamic, targets: ["hello"])],
    dependencies: [.package(name: "mcp-host", path: "../..")],
    targets: [.target(name: "hello", dependencies: [.product(name: "PluginKit", package: "mcp-host")])]
)
