"""A raw stdio client for mcp-host: real pipes, every message checked against the official schemas."""
