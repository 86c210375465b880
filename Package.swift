// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in our own targets; dependencies keep their own settings.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

// Every toolset carries its own copy of the kit, so it is built for size, keeps only what it calls, and shows nothing but its
// C functions.
let small: [SwiftSetting] = strict + [
    .unsafeFlags(
        ["-Osize", "-Xfrontend", "-function-sections", "-Xfrontend", "-internalize-at-link"], .when(configuration: .release))
]
let onlyCFunctions: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/exports.map"])
]

/// A toolset that ships: one dynamic library built from one folder below `Plugins`.
func bundle(_ name: String) -> Product { .library(name: name, type: .dynamic, targets: [name]) }

/// Kwork's domains, one toolset each.
let kworkToolsets = [
    "KworkProfile", "KworkProjects", "KworkOffers", "KworkOrders", "KworkDialogs", "KworkKworks", "KworkCategories",
    "KworkNotifications",
]

let package = Package(
    name: "mcp-host",
    products: [
        .executable(name: "mcp-host", targets: ["mcp-host"]),
        .executable(name: "kwork-sandbox", targets: ["kwork-sandbox"]),
        .executable(name: "aiworkerctl", targets: ["aiworkerctl"]),
        .executable(name: "aiworker-events", targets: ["aiworker-events"]),
        bundle("AIWorker"),
        // Loaded by AIWorker when work begins, so that a host that only lists its tools stays small.
        bundle("AIWorkerEngine"),
        // Loaded by the host when it first reads a kubeconfig.
        bundle("YAMLReader"),
        // For bundles outside this package, such as Examples/hello-swift.
        .library(name: "PluginKit", targets: ["PluginKit"]),
    ] + kworkToolsets.map(bundle),
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The contract between host and bundles: one C header.
        .target(name: "PluginABI", cSettings: strictC),
        // The Swift way to write a bundle; the C part exports the entry symbol.
        .target(name: "PluginKitEntry", dependencies: ["PluginABI"], cSettings: strictC),
        .target(name: "PluginKit", dependencies: ["PluginABI", "PluginKitEntry"], swiftSettings: strict),

        // Not linked: CurlLoader finds the library at the first request.
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CurlLoader", dependencies: ["CCurl"], cSettings: strictC),
        .systemLibrary(name: "CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),
        .target(name: "LinuxShim", cSettings: strictC),
        .target(
            name: "Host",
            dependencies: [
                "PluginABI", "CCurl", "CurlLoader", "CFFI", "LinuxShim",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "mcp-host",
            dependencies: ["Host", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),

        .target(name: "KworkKit", dependencies: ["PluginKit"], path: "Plugins/KworkKit", swiftSettings: small),

        .target(name: "YAMLReader", dependencies: ["Yams"], swiftSettings: strict, linkerSettings: onlyCFunctions),

        // aiworker: the toolset, the engine behind it, and what the engine shares with its two programs.
        .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .target(
            name: "AIWorkerKit",
            dependencies: ["PluginKit", "CMariaDB", "CHiredis", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Plugins/AIWorkerKit", swiftSettings: strict),
        .target(
            name: "AIWorkerEngine", dependencies: ["AIWorkerKit"], path: "Plugins/AIWorkerEngine", swiftSettings: strict,
            linkerSettings: onlyCFunctions),
        .target(
            name: "AIWorker", dependencies: ["PluginKit"], path: "Plugins/AIWorker", swiftSettings: small,
            linkerSettings: onlyCFunctions),
        .executableTarget(
            name: "aiworkerctl",
            dependencies: ["AIWorkerKit", "Host", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .executableTarget(
            name: "aiworker-events",
            dependencies: [
                "AIWorkerKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            resources: [.embedInCode("Page")],
            swiftSettings: strict),
        .testTarget(name: "AIWorkerKitTests", dependencies: ["AIWorkerKit"], swiftSettings: strict),
        .testTarget(name: "AIWorkerEventsTests", dependencies: ["aiworker-events"], swiftSettings: strict),
        .testTarget(name: "AIWorkerEngineTests", dependencies: ["AIWorkerEngine"], swiftSettings: strict),

        // A stand-in for the real service, for demos and tests.
        .target(
            name: "KworkSandbox",
            dependencies: [
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "kwork-sandbox",
            dependencies: ["KworkSandbox", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),

        .testTarget(name: "HostTests", dependencies: ["Host", "KworkSandbox", "mcp-host"], swiftSettings: strict),
        .testTarget(name: "PluginKitTests", dependencies: ["PluginKit"], swiftSettings: strict),
        .testTarget(name: "KworkKitTests", dependencies: ["KworkKit"], swiftSettings: strict),
        .testTarget(name: "KworkSandboxTests", dependencies: ["KworkSandbox"], swiftSettings: strict),
    ]
        + kworkToolsets.map {
            .target(
                name: $0, dependencies: ["KworkKit"], path: "Plugins/\($0)", swiftSettings: small, linkerSettings: onlyCFunctions)
        },
    swiftLanguageModes: [.v6]
)
