@_exported import PluginABI

/// A running tool call: the first parameter of every tool function, dead when that function returns.
public typealias Call = UnsafeMutablePointer<mcp_call>

/// A text argument: UTF-8 that lives until the tool function returns. `String(name)` or `"\(name)"` copies it.
public typealias Text = mcp_str

/// What a tool function returns.
public typealias Status = mcp_status

extension mcp_status {
    /// Done: what was given to the call is the answer.
    public static var ok: Status { Status(MCP_OK) }
    /// Failed, and the reason is recorded on the call.
    public static var failed: Status { Status(MCP_FAILED) }
    /// A question is with the person (rule R6 of the header).
    public static var pending: Status { Status(MCP_PENDING) }
    /// Cancelled, or the deadline has passed.
    public static var cancelled: Status { Status(MCP_CANCELLED) }
    /// Not there; nothing is recorded.
    public static var unavailable: Status { Status(MCP_UNAVAILABLE) }
    /// A rule of the header was broken.
    public static var invalid: Status { Status(MCP_INVALID) }
}
