"""Calls all tools given in MCP_TEST_CALLS with the official Python SDK 2.x, in the mode given."""

import json
import os

import anyio
from mcp import Client, StdioServerParameters
from report import Report, arguments, text


async def main():
    mode, command, rest = arguments()
    report = Report()
    report["called"], report["failed"] = [], {}
    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with Client(parameters, **({} if mode == "default" else {"mode": mode})) as client:
        report["version"] = client.protocol_version
        await client.list_tools()
        for name, given in json.loads(os.environ["MCP_TEST_CALLS"]):
            result = await client.call_tool(name, given)
            report["called"].append(name)
            if result.is_error or not result.structured_content:
                report["failed"][name] = text(result)
    report.finish()


anyio.run(main)
