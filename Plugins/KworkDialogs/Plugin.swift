import KworkKit

let plugin = Plugin(
    "host.mcp.kwork.dialogs", "1.0.0", "Kwork: диалоги", needs: [.http, .settings], threadSafe: true,
    tools: [
        listDialogs, getDialog, sendMessage, markDialogRead, editMessage, deleteMessage, searchDialogs, searchMessages,
    ])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
