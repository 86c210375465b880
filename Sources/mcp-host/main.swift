print("mcp-host")
